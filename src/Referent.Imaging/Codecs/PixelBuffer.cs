using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs;

/// <summary>What a decoder hands over: interleaved 8-bit pixels, not yet turned upright.</summary>
/// <param name="Size">Height and width as stored.</param>
/// <param name="Channels">3 (RGB) or 4 (RGBA, not premultiplied).</param>
/// <param name="Pixels">Length <c>height * width * channels</c>.</param>
/// <param name="Orientation">EXIF orientation, 1 to 8; 1 is upright.</param>
internal sealed record PixelBuffer(ImageSize Size, int Channels, byte[] Pixels, int Orientation)
{
    /// <summary>An array that the decoder fills completely.</summary>
    public static byte[] Allocate(ImageSize size, int channels) => GC.AllocateUninitializedArray<byte>(checked((int)(size.PixelCount * channels)));

    /// <summary>The colours, upright; alpha is dropped without compositing, as Pillow's <c>convert("RGB")</c> does.</summary>
    public RgbImage ToRgb()
    {
        PixelBuffer upright = ExifOrientation.Apply(this);
        if (upright.Channels == 3)
        {
            return new RgbImage(upright.Size, upright.Pixels);
        }

        byte[] pixels = Allocate(upright.Size, 3);
        ReadOnlySpan<byte> source = upright.Pixels;
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            source.Slice(from, 3).CopyTo(pixels.AsSpan(to, 3));
        }

        return new RgbImage(upright.Size, pixels);
    }

    /// <summary>Colours and alpha, upright; a picture without transparency is opaque.</summary>
    public RgbaImage ToRgba()
    {
        PixelBuffer upright = ExifOrientation.Apply(this);
        if (upright.Channels == 4)
        {
            return new RgbaImage(upright.Size, upright.Pixels);
        }

        byte[] pixels = Allocate(upright.Size, 4);
        ReadOnlySpan<byte> source = upright.Pixels;
        for (int from = 0, to = 0; to < pixels.Length; from += 3, to += 4)
        {
            source.Slice(from, 3).CopyTo(pixels.AsSpan(to, 3));
            pixels[to + 3] = byte.MaxValue;
        }

        return new RgbaImage(upright.Size, pixels);
    }
}
