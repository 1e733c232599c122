using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Tests.Masks;

/// <summary>Golden vectors are those of the COCO tools' C code.</summary>
public class RunLengthMaskTests
{
    [Theory]
    [InlineData(3, 4, new[] { 12 }, "<")]
    [InlineData(3, 4, new[] { 0, 12 }, "0<")]
    [InlineData(3, 4, new[] { 0, 1, 11 }, "01;")]
    [InlineData(3, 4, new[] { 11, 1 }, ";1")]
    [InlineData(4, 4, new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, "1110000000000000")]
    [InlineData(3, 17, new[] { 5, 3, 2, 40, 1 }, "532U1O")]
    public void Counts_and_strings_are_those_of_the_coco_tools(int height, int width, int[] counts, string text)
    {
        var size = new ImageSize(height, width);
        Assert.Equal(text, new RunLengthMask(size, counts).ToCompressedString());
        Assert.Equal(counts, RunLengthMask.Parse(size, text).Counts);
        Assert.Equal(counts, RunLengthMask.FromMask(RunLengthMask.Parse(size, text).ToMask()).Counts);
    }

    [Fact]
    public void A_checkerboard_has_the_area_and_box_of_the_coco_tools()
    {
        var mask = RunLengthMask.Parse(new ImageSize(4, 4), "1110000000000000");
        Assert.Equal(8, mask.Area);
        Assert.Equal(new BoxXyxy(0, 1, 4, 4), mask.BoundingBox());
    }

    [Fact]
    public void A_rectangle_has_the_string_of_the_coco_tools()
    {
        var pixels = new BinaryMask(new ImageSize(480, 640));
        for (int y = 50; y < 150; y++)
        {
            pixels.Pixels.AsSpan((y * 640) + 100, 100).Fill(1);
        }

        RunLengthMask mask = RunLengthMask.FromMask(pixels);
        string text = mask.ToCompressedString();
        Assert.Equal(201, mask.Counts.Length);
        Assert.Equal([48050, 100, 380], mask.Counts[..3]);
        Assert.Equal(209, text.Length);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        Assert.Equal("add7b65990fd44a58d619449ea9f173a53aa8315ccf0ea0a8c48e28d662d04db", hash);
        Assert.Equal(10_000, mask.Area);
        Assert.Equal(new BoxXyxy(100, 50, 200, 150), mask.BoundingBox());
    }

    [Fact]
    public void An_empty_mask_has_no_area_and_a_box_of_zeros()
    {
        var mask = new RunLengthMask(new ImageSize(3, 4), [12]);
        Assert.Equal(0, mask.Area);
        Assert.Equal(default, mask.BoundingBox());
    }

    [Theory]
    [InlineData(2, 2, "P")] // ends in a continuation character
    [InlineData(2, 2, "0P2")] // adds up to more than the picture
    [InlineData(2, 2, "1")] // adds up to less
    [InlineData(2, 2, "")]
    [InlineData(2, 2, "1 3")] // a character below the alphabet
    [InlineData(2, 2, "1p3")] // and above it
    [InlineData(2, 2, "N6")] // a negative count
    [InlineData(2, 2, "PPPPPPPP0")] // more groups than a count can have
    [InlineData(2, 2, "ooooooO")]
    [InlineData(2, 2, "oooooo?5")]
    [InlineData(0, 4, "0")]
    [InlineData(-2, -2, "4")]
    [InlineData(1 << 30, 4, "4")]
    public void Hostile_strings_are_refused(int height, int width, string text) =>
        Assert.Throws<FormatException>(() => RunLengthMask.Parse(new ImageSize(height, width), text));

    [Theory]
    [InlineData(new[] { 3 })]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 5, -1 })]
    [InlineData(new[] { int.MaxValue, int.MaxValue, 6 })]
    [InlineData(new int[0])]
    public void Hostile_counts_are_refused(int[] counts) => Assert.Throws<FormatException>(() => new RunLengthMask(new ImageSize(2, 2), counts));

    [Fact]
    public void Counts_of_seven_characters_survive()
    {
        // The COCO tools' own writer overflows its buffer here; ours goes through the text form alone, since no such picture is allowed.
        int[] counts = [1 << 29, 1, 1 << 30];
        string text = CompressedCounts.Format(counts);
        Assert.Equal(7 + 1 + 7, text.Length);
        Assert.Equal(counts, CompressedCounts.Parse(new ImageSize((1 << 30) + (1 << 29) + 1, 1), text));
    }

    [Fact]
    public void Any_mask_survives_both_forms() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Masks.ToArbitrary(), mask =>
        {
            RunLengthMask runs = RunLengthMask.FromMask(mask);
            RunLengthMask parsed = RunLengthMask.Parse(mask.Size, runs.ToCompressedString());
            return parsed.Counts.SequenceEqual(runs.Counts) && parsed.ToMask().Pixels.AsSpan().SequenceEqual(mask.Pixels);
        }));

    [Fact]
    public void Area_and_box_are_those_of_the_pixels() =>
        Check.QuickThrowOnFailure(Prop.ForAll(MaskGenerator.Masks.ToArbitrary(), mask =>
        {
            RunLengthMask runs = RunLengthMask.FromMask(mask);
            int[] inside = [.. Enumerable.Range(0, mask.Pixels.Length).Where(i => mask.Pixels[i] != 0)];
            BoxXyxy box = inside.Length == 0
                ? default
                : new BoxXyxy(
                    inside.Min(i => i % mask.Width),
                    inside.Min(i => i / mask.Width),
                    inside.Max(i => i % mask.Width) + 1,
                    inside.Max(i => i / mask.Width) + 1);
            return runs.Area == inside.Length && runs.BoundingBox() == box;
        }));

    [Fact]
    public void Random_text_gives_a_mask_or_a_format_error() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(40, 115).Select(c => (char)c).ListOf().Select(c => new string([.. c])).ToArbitrary(), text =>
        {
            try
            {
                return RunLengthMask.Parse(new ImageSize(5, 7), text).ToMask().Pixels.Length == 35;
            }
            catch (FormatException)
            {
                return true;
            }
        }));
}
