using Referent.Imaging.Geometry;

namespace Referent.Imaging;

/// <summary>A decoded picture: 8-bit RGB, interleaved, row-major, no padding between rows. It owns its pixels.</summary>
public sealed class RgbImage
{
    /// <param name="size">Height and width, each at least 1.</param>
    /// <param name="pixels">Length <c>height * width * 3</c>; the image takes ownership.</param>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public RgbImage(ImageSize size, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (size.Height < 1 || size.Width < 1 || pixels.Length != size.PixelCount * 3)
        {
            throw new ArgumentException($"A {size} RGB image needs {size.PixelCount * 3} bytes, not {pixels.Length}.", nameof(pixels));
        }

        Size = size;
        Pixels = pixels;
    }

    /// <summary>A black image.</summary>
    public RgbImage(ImageSize size)
        : this(size, new byte[size.PixelCount * 3])
    {
    }

    public ImageSize Size { get; }

    public int Height => Size.Height;

    public int Width => Size.Width;

    /// <summary>Interleaved R, G, B; index <c>(y * Width + x) * 3</c>.</summary>
    public byte[] Pixels { get; }
}
