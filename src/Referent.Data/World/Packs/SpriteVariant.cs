using Referent.Data.World.Colours;
using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Packs;

/// <summary>A sprite in one colouring, with half, quarter ... sizes to sample from. Immutable.</summary>
public sealed class SpriteVariant
{
    private readonly List<RgbaImage> _levels = [];

    internal SpriteVariant(RgbaImage image)
    {
        Colours = ColourShares.Of(image);
        for (RgbaImage level = Premultiply(image); ; level = Halve(level))
        {
            _levels.Add(level);
            if (Math.Min(level.Height, level.Width) < 16)
            {
                break;
            }
        }
    }

    /// <summary>Size of the trimmed sprite in pixels.</summary>
    public ImageSize Size => _levels[0].Size;

    /// <summary>The colour words that are true of this colouring.</summary>
    public ColourShares Colours { get; }

    /// <summary>The smallest level (alpha premultiplied) that is no smaller than the sprite scaled by the factor.</summary>
    /// <param name="scale">Target pixels per sprite pixel.</param>
    internal RgbaImage LevelFor(double scale)
    {
        int level = 0;
        while (level + 1 < _levels.Count && scale <= Math.Pow(0.5, level + 1) * 1.2)
        {
            level++;
        }

        return _levels[level];
    }

    private static RgbaImage Premultiply(RgbaImage image)
    {
        RgbaImage result = new(image.Size);
        for (int i = 0; i < image.Pixels.Length; i += 4)
        {
            int alpha = image.Pixels[i + 3];
            for (int c = 0; c < 3; c++)
            {
                result.Pixels[i + c] = (byte)(((image.Pixels[i + c] * alpha) + 127) / 255);
            }

            result.Pixels[i + 3] = (byte)alpha;
        }

        return result;
    }

    /// <summary>Means over blocks of 2 x 2; an odd last row or column is repeated.</summary>
    private static RgbaImage Halve(RgbaImage image)
    {
        RgbaImage result = new(new ImageSize((image.Height + 1) / 2, (image.Width + 1) / 2));
        for (int y = 0; y < result.Height; y++)
        {
            int lower = Math.Min((2 * y) + 1, image.Height - 1);
            for (int x = 0; x < result.Width; x++)
            {
                int right = Math.Min((2 * x) + 1, image.Width - 1);
                for (int c = 0; c < 4; c++)
                {
                    int sum = At(image, 2 * y, 2 * x, c) + At(image, 2 * y, right, c) + At(image, lower, 2 * x, c) + At(image, lower, right, c);
                    result.Pixels[(((y * result.Width) + x) * 4) + c] = (byte)((sum + 2) / 4);
                }
            }
        }

        return result;
    }

    private static int At(RgbaImage image, int y, int x, int channel) => image.Pixels[(((y * image.Width) + x) * 4) + channel];
}
