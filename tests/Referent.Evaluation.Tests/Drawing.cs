using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests;

/// <summary>Masks drawn in text: <c>#</c> inside, anything else outside, one string per row.</summary>
internal static class Drawing
{
    public static RunLengthMask Mask(params string[] rows)
    {
        BinaryMask mask = new(new ImageSize(rows.Length, rows[0].Length));
        for (int y = 0; y < rows.Length; y++)
        {
            for (int x = 0; x < rows[y].Length; x++)
            {
                mask.Pixels[(y * mask.Width) + x] = (byte)(rows[y][x] == '#' ? 1 : 0);
            }
        }

        return RunLengthMask.FromMask(mask);
    }

    /// <summary>Pixels set at random, each with the same chance.</summary>
    public static BinaryMask Noise(Random random, ImageSize size, double density)
    {
        BinaryMask mask = new(size);
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            mask.Pixels[i] = (byte)(random.NextDouble() < density ? 1 : 0);
        }

        return mask;
    }

    /// <summary>A filled rectangle, right and bottom outside.</summary>
    public static RunLengthMask Rectangle(ImageSize size, int left, int top, int right, int bottom)
    {
        BinaryMask mask = new(size);
        for (int y = top; y < bottom; y++)
        {
            mask.Pixels.AsSpan((y * size.Width) + left, right - left).Fill(1);
        }

        return RunLengthMask.FromMask(mask);
    }
}
