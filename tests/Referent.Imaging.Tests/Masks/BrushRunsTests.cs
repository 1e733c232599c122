using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Masks;

public class BrushRunsTests
{
    [Fact]
    public void Any_mask_is_read_back() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Masks.ToArbitrary(), mask => Decode(BrushRuns.Encode(mask)).SequenceEqual(Rgba(mask))));

    [Fact]
    public void Runs_of_every_width_and_beyond_are_read_back()
    {
        BinaryMask mask = new(new ImageSize(200, 300));
        foreach ((int start, int length) in new[] { (1, 1), (4, 2), (8, 3), (13, 4), (19, 64), (90, 65), (200, 16384), (20000, 30000) })
        {
            mask.Pixels.AsSpan(start, length).Fill(1);
        }

        Assert.Equal(Rgba(mask), Decode(BrushRuns.Encode(mask)));
    }

    /// <summary>Length 4, values of 8 bits, widths 3, 4, 8, 16; then one run: 1, width 0, length 4, value 255; filled up to bytes.</summary>
    [Fact]
    public void One_pixel_has_the_bits_that_Label_Studio_writes() =>
        Assert.Equal("00-00-00-04-39-1B-FC-7F-E0", BitConverter.ToString(BrushRuns.Encode(new BinaryMask(new ImageSize(1, 1), [1]))));

    private static byte[] Rgba(BinaryMask mask) => [.. mask.Pixels.SelectMany(pixel => Enumerable.Repeat((byte)(pixel * 255), 4))];

    /// <summary>The decoder of rle-pack, single values included.</summary>
    private static byte[] Decode(byte[] bytes)
    {
        int at = 0;
        byte[] values = new byte[Take(32)];
        int valueBits = Take(5) + 1;
        int[] widths = [Take(4) + 1, Take(4) + 1, Take(4) + 1, Take(4) + 1];
        for (int i = 0; i < values.Length;)
        {
            bool run = Take(1) == 1;
            int end = i + 1 + Take(widths[Take(2)]);
            byte value = run ? (byte)Take(valueBits) : (byte)0;
            for (; i < end; i++)
            {
                values[i] = run ? value : (byte)Take(valueBits);
            }
        }

        return values;

        int Take(int width)
        {
            int number = 0;
            for (int i = 0; i < width; i++, at++)
            {
                number = (number << 1) | ((bytes[at / 8] >> (7 - (at % 8))) & 1);
            }

            return number;
        }
    }
}
