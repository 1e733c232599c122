using Referent.Imaging;
using Referent.Imaging.Masks;

namespace Referent.Training.Foundations;

/// <summary>Left-right mirroring of pictures and masks.</summary>
public static class Mirroring
{
    /// <summary>A mirrored copy, or the picture itself.</summary>
    public static RgbImage Apply(RgbImage image, bool mirrored)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!mirrored)
        {
            return image;
        }

        RgbImage copy = new(image.Size);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                image.Pixels.AsSpan(((y * image.Width) + x) * 3, 3).CopyTo(copy.Pixels.AsSpan(((y * image.Width) + image.Width - 1 - x) * 3, 3));
            }
        }

        return copy;
    }

    /// <summary>A mirrored copy, or the mask itself.</summary>
    public static BinaryMask Apply(BinaryMask mask, bool mirrored)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (!mirrored)
        {
            return mask;
        }

        BinaryMask copy = new(mask.Size);
        for (int y = 0; y < mask.Height; y++)
        {
            mask.Pixels.AsSpan(y * mask.Width, mask.Width).CopyTo(copy.Pixels.AsSpan(y * mask.Width));
            copy.Pixels.AsSpan(y * mask.Width, mask.Width).Reverse();
        }

        return copy;
    }
}
