using Referent.Imaging.Geometry;

namespace Referent.Imaging;

/// <summary>A picture with transparency: 8-bit RGBA, interleaved, row-major, alpha not premultiplied. It owns its pixels.</summary>
public sealed class RgbaImage
{
    /// <param name="size">Height and width, each at least 1.</param>
    /// <param name="pixels">Length <c>height * width * 4</c>; the image takes ownership.</param>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public RgbaImage(ImageSize size, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (size.Height < 1 || size.Width < 1 || pixels.Length != size.PixelCount * 4)
        {
            throw new ArgumentException($"A {size} RGBA image needs {size.PixelCount * 4} bytes, not {pixels.Length}.", nameof(pixels));
        }

        Size = size;
        Pixels = pixels;
    }

    /// <summary>A transparent black image.</summary>
    public RgbaImage(ImageSize size)
        : this(size, new byte[size.PixelCount * 4])
    {
    }

    public ImageSize Size { get; }

    public int Height => Size.Height;

    public int Width => Size.Width;

    /// <summary>Interleaved R, G, B, A; index <c>(y * Width + x) * 4</c>.</summary>
    public byte[] Pixels { get; }
}
