using Referent.Imaging.Codecs.Interop;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs;

/// <summary>Writes still WebP with libwebp's default method. Thread-safe; the same pixels and library give the same bytes.</summary>
public static class WebpEncoder
{
    /// <summary>Lossy.</summary>
    /// <param name="image">At most 16,383 pixels a side, the limit of the format.</param>
    /// <param name="quality">0 (smallest) to 100 (best).</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentException">The quality or the picture's size is out of range.</exception>
    /// <exception cref="DllNotFoundException">libwebp is not installed; the message names its package.</exception>
    public static byte[] Encode(RgbImage image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(quality);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        nuint length = LibWebp.EncodeRgb(image.Pixels, image.Width, image.Height, image.Width * 3, quality, out nint webp);
        return Take(image.Size, webp, length);
    }

    /// <summary>Lossless: decodes to the same pixels.</summary>
    /// <inheritdoc cref="Encode" path="/param[@name='image']|/returns|/exception"/>
    public static byte[] EncodeLossless(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        nuint length = LibWebp.EncodeLosslessRgb(image.Pixels, image.Width, image.Height, image.Width * 3, out nint webp);
        return Take(image.Size, webp, length);
    }

    /// <summary>Lossless with transparency; the colour of fully transparent pixels may change, as libwebp's default has it.</summary>
    /// <inheritdoc cref="Encode" path="/param[@name='image']|/returns|/exception"/>
    public static byte[] EncodeLossless(RgbaImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        nuint length = LibWebp.EncodeLosslessRgba(image.Pixels, image.Width, image.Height, image.Width * 4, out nint webp);
        return Take(image.Size, webp, length);
    }

    private static byte[] Take(ImageSize size, nint webp, nuint length)
    {
        try
        {
            return length > 0
                ? NativeBytes.Copy(webp, length)
                : throw new ArgumentException(
                    $"A {size} picture cannot be written as WebP: expected at most 16383 pixels a side, or memory ran out.");
        }
        finally
        {
            LibWebp.Free(webp);
        }
    }
}
