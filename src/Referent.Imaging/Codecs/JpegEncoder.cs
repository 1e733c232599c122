using System.Runtime.InteropServices;
using Referent.Imaging.Codecs.Interop;

namespace Referent.Imaging.Codecs;

/// <summary>Writes baseline JPEG, chroma halved both ways, exact integer DCT: the same bytes on every CPU. Thread-safe.</summary>
public static class JpegEncoder
{
    /// <param name="image">At most 65,500 pixels a side, the limit of the codec.</param>
    /// <param name="quality">1 (smallest) to 100 (best).</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentException">The quality or the picture's size is out of range.</exception>
    /// <exception cref="DllNotFoundException">TurboJPEG is not installed; the message names its package.</exception>
    public static byte[] Encode(RgbImage image, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using TurboJpegHandle handle = TurboJpeg.InitCompress();
        nint jpeg = 0;
        CULong length = default;
        try
        {
            int status = TurboJpeg.Compress(
                handle,
                image.Pixels,
                image.Width,
                image.Width * 3,
                image.Height,
                TurboJpeg.PixelRgb,
                ref jpeg,
                ref length,
                TurboJpeg.Sampling420,
                quality,
                TurboJpeg.AccurateDct);
            return status == 0
                ? NativeBytes.Copy(jpeg, length.Value)
                : throw new ArgumentException($"A {image.Size} picture cannot be written as JPEG: {TurboJpeg.ErrorText(handle)}.", nameof(image));
        }
        finally
        {
            TurboJpeg.Free(jpeg);
        }
    }
}
