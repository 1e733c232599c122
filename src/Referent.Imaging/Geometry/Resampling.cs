using System.Buffers;

namespace Referent.Imaging.Geometry;

/// <summary>
/// Resizes 8-bit pictures to the same bytes as Pillow: a horizontal pass, then a vertical one, each rounded to 8 bits, weights of 22 fractional bits;
/// a pass is skipped when its dimension stays. Differs: none. Source: Pillow, src/libImaging/Resample.c.
/// </summary>
public static class Resampling
{
    /// <param name="image">Any size; stays as it is.</param>
    /// <param name="size">The new height and width, each at least 1; the aspect ratio need not be kept.</param>
    /// <param name="interpolation">The filter.</param>
    /// <exception cref="ArgumentException">The size is empty.</exception>
    public static RgbImage Resize(RgbImage image, ImageSize size, Interpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new RgbImage(size, Resize(image.Pixels, image.Size, 3, size, interpolation));
    }

    /// <summary>As for colours; the filters work on colours multiplied by alpha, so that invisible colours do not bleed. Nearest does not.</summary>
    /// <inheritdoc cref="Resize(RgbImage, ImageSize, Interpolation)" path="/param|/exception"/>
    public static RgbaImage Resize(RgbaImage image, ImageSize size, Interpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (interpolation == Interpolation.Nearest || size == image.Size)
        {
            return new RgbaImage(size, Resize(image.Pixels, image.Size, 4, size, interpolation));
        }

        byte[] pixels = Resize(Alpha.Multiply(image.Pixels), image.Size, 4, size, interpolation);
        Alpha.DivideInPlace(pixels);
        return new RgbaImage(size, pixels);
    }

    private static byte[] Resize(byte[] source, ImageSize from, int channels, ImageSize to, Interpolation interpolation)
    {
        if (to.Height < 1 || to.Width < 1)
        {
            throw new ArgumentException($"Cannot resize {from} to {to}; expected at least 1x1.", nameof(to));
        }

        if (from == to)
        {
            return (byte[])source.Clone();
        }

        byte[] target = GC.AllocateUninitializedArray<byte>(checked((int)(to.PixelCount * channels)));
        if (interpolation == Interpolation.Nearest)
        {
            NearestPass.Run(source, from, channels, target, to);
        }
        else if (from.Height == to.Height)
        {
            HorizontalPass.Run(source, from, channels, target, ResampleKernel.Create(from.Width, to.Width, interpolation));
        }
        else if (from.Width == to.Width)
        {
            VerticalPass.Run(source, from.Width * channels, target, ResampleKernel.Create(from.Height, to.Height, interpolation));
        }
        else
        {
            var between = new ImageSize(from.Height, to.Width);
            byte[] rows = ArrayPool<byte>.Shared.Rent(checked((int)(between.PixelCount * channels)));
            HorizontalPass.Run(source, from, channels, rows, ResampleKernel.Create(from.Width, to.Width, interpolation));
            VerticalPass.Run(rows, to.Width * channels, target, ResampleKernel.Create(from.Height, to.Height, interpolation));
            ArrayPool<byte>.Shared.Return(rows);
        }

        return target;
    }
}
