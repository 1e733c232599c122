using Referent.Imaging.Geometry;

namespace Referent.Imaging.Masks;

/// <summary>A mask of one object at the picture's own size: one byte a pixel, 0 or 1, row-major. It owns its pixels.</summary>
public sealed class BinaryMask
{
    /// <param name="size">Height and width, each at least 1.</param>
    /// <param name="pixels">Length <c>height * width</c>, each 0 or 1; the mask takes ownership.</param>
    /// <exception cref="ArgumentException">The length does not fit the size.</exception>
    public BinaryMask(ImageSize size, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        if (size.Height < 1 || size.Width < 1 || pixels.Length != size.PixelCount)
        {
            throw new ArgumentException($"A {size} mask needs {size.PixelCount} bytes, not {pixels.Length}.", nameof(pixels));
        }

        Size = size;
        Pixels = pixels;
    }

    /// <summary>An empty mask.</summary>
    public BinaryMask(ImageSize size)
        : this(size, new byte[size.PixelCount])
    {
    }

    public ImageSize Size { get; }

    public int Height => Size.Height;

    public int Width => Size.Width;

    /// <summary>0 or 1; index <c>y * Width + x</c>.</summary>
    public byte[] Pixels { get; }

    public bool this[int y, int x] => Pixels[(y * Width) + x] != 0;
}
