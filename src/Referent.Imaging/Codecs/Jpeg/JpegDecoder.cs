using System.Runtime.InteropServices;
using Referent.Imaging.Codecs.Interop;

namespace Referent.Imaging.Codecs.Jpeg;

/// <summary>Decodes JPEG with TurboJPEG: exact integer DCT and smooth chroma upsampling, as Pillow does.</summary>
internal static class JpegDecoder
{
    public static PixelBuffer Decode(ReadOnlySpan<byte> jpeg, DecodeLimits limits)
    {
        JpegHeader header = JpegHeader.Read(jpeg, limits);
        bool cmyk = header.Components == 4;
        int channels = cmyk ? 4 : 3;
        byte[] pixels = PixelBuffer.Allocate(header.Size, channels);
        using TurboJpegHandle handle = TurboJpeg.InitDecompress();
        int status = TurboJpeg.Decompress(
            handle,
            jpeg,
            new CULong((nuint)jpeg.Length),
            pixels,
            header.Size.Width,
            header.Size.Width * channels,
            header.Size.Height,
            cmyk ? TurboJpeg.PixelCmyk : TurboJpeg.PixelRgb,
            TurboJpeg.LimitScans);
        if (status != 0)
        {
            Judge(TurboJpeg.ErrorCode(handle), TurboJpeg.ErrorText(handle));
        }

        return new PixelBuffer(header.Size, 3, cmyk ? CmykToRgb(pixels, header.HasAdobeMarker) : pixels, header.Orientation);
    }

    /// <summary>
    /// TurboJPEG reports a picture that lost its data and one with a harmless oddity alike, as a warning; only the oddities are let through.
    /// Source of the texts: jerror.h, libjpeg-turbo 2.1.
    /// </summary>
    private static void Judge(int code, string text)
    {
        bool harmless = code == TurboJpeg.ErrorIsWarning &&
            (text.Contains("extraneous bytes before marker", StringComparison.Ordinal) ||
             text.Contains("Unknown Adobe color transform", StringComparison.Ordinal) ||
             text.Contains("unknown JFIF revision", StringComparison.Ordinal));
        if (harmless)
        {
            return;
        }

        if (code == TurboJpeg.ErrorIsWarning && text.Contains("remature end", StringComparison.Ordinal))
        {
            throw JpegHeader.Truncated();
        }

        throw new ImageFormatException($"The JPEG cannot be decoded ({text.ReplaceLineEndings(" ").Trim()}); the file is damaged.");
    }

    /// <summary>The plain conversion that Pillow makes, without a colour profile. Source: Pillow, Convert.c, cmyk2rgb.</summary>
    private static byte[] CmykToRgb(ReadOnlySpan<byte> cmyk, bool inverted)
    {
        byte[] rgb = GC.AllocateUninitializedArray<byte>(cmyk.Length / 4 * 3);
        int flip = inverted ? 255 : 0;
        for (int from = 0, to = 0; from < cmyk.Length; from += 4, to += 3)
        {
            int light = 255 - (cmyk[from + 3] ^ flip);
            for (int i = 0; i < 3; i++)
            {
                int product = ((cmyk[from + i] ^ flip) * light) + 128;
                rgb[to + i] = (byte)Math.Max(0, light - (((product >> 8) + product) >> 8));
            }
        }

        return rgb;
    }
}
