using Referent.Data.World.Colours;
using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Packs;

/// <summary>
/// One cut-out of a class, trimmed to its opaque pixels, in its own colours and in those it can be tinted to. Safe for several threads.
/// </summary>
public sealed class Sprite
{
    private readonly Lazy<IReadOnlyList<SpriteVariant>> _tinted;

    /// <param name="image">The cut-out; pixels with alpha of at least 128 belong to it.</param>
    /// <param name="mayBeTinted">Whether colour variants may be made; false for people.</param>
    /// <exception cref="InvalidDataException">No pixel is opaque.</exception>
    public Sprite(RgbaImage image, bool mayBeTinted)
    {
        RgbaImage trimmed = Trim(image);
        Natural = new SpriteVariant(trimmed);
        _tinted = new Lazy<IReadOnlyList<SpriteVariant>>(() => mayBeTinted ? MakeTinted(trimmed) : []);
    }

    /// <summary>The sprite as the pack has it.</summary>
    public SpriteVariant Natural { get; }

    /// <summary>
    /// Its tinted variants: each has a colour name, another one than the natural variant; none is gray, which vanishes on many backgrounds.
    /// </summary>
    public IReadOnlyList<SpriteVariant> Tinted => _tinted.Value;

    private List<SpriteVariant> MakeTinted(RgbaImage image)
    {
        List<SpriteVariant> variants = [];
        foreach (ColourName colour in Enum.GetValues<ColourName>())
        {
            if (colour != Natural.Colours.Name && colour != ColourName.Gray && Tint.Apply(image, colour) is { } tinted)
            {
                variants.Add(new SpriteVariant(tinted));
            }
        }

        return variants;
    }

    private static RgbaImage Trim(RgbaImage image)
    {
        int left = image.Width, top = image.Height, right = -1, bottom = -1;
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                if (image.Pixels[(((y * image.Width) + x) * 4) + 3] >= 128)
                {
                    (left, right) = (Math.Min(left, x), Math.Max(right, x));
                    (top, bottom) = (Math.Min(top, y), y);
                }
            }
        }

        if (right < 0)
        {
            throw new InvalidDataException("A sprite has no opaque pixel; it needs an alpha channel that cuts the object out.");
        }

        RgbaImage trimmed = new(new ImageSize(bottom - top + 1, right - left + 1));
        for (int y = top; y <= bottom; y++)
        {
            Array.Copy(image.Pixels, ((y * image.Width) + left) * 4, trimmed.Pixels, (y - top) * trimmed.Width * 4, trimmed.Width * 4);
        }

        return trimmed;
    }
}
