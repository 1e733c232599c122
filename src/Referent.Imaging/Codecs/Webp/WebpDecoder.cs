using Referent.Imaging.Codecs.Interop;
using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs.Webp;

/// <summary>Decodes still WebP, lossy or lossless, with libwebp.</summary>
internal static class WebpDecoder
{
    public static PixelBuffer Decode(ReadOnlySpan<byte> webp, DecodeLimits limits)
    {
        if (!LibWebp.TryGetFeatures(webp, out LibWebp.Features features))
        {
            throw new ImageFormatException("The WebP header cannot be read; the file is truncated or damaged.");
        }

        ImageSize size = limits.Check("WebP", features.Height, features.Width);
        if (features.HasAnimation != 0)
        {
            throw new ImageFormatException("The WebP is animated; a still picture is expected; save one frame of it.");
        }

        int channels = features.HasAlpha != 0 ? 4 : 3;
        byte[] pixels = PixelBuffer.Allocate(size, channels);
        nint decoded = channels == 4
            ? LibWebp.DecodeRgba(webp, (nuint)webp.Length, pixels, (nuint)pixels.Length, size.Width * channels)
            : LibWebp.DecodeRgb(webp, (nuint)webp.Length, pixels, (nuint)pixels.Length, size.Width * channels);
        return decoded != 0
            ? new PixelBuffer(size, channels, pixels, WebpContainer.Orientation(webp))
            : throw new ImageFormatException("The WebP cannot be decoded; the file is truncated or damaged.");
    }
}
