using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Tests;

public sealed class BFloat16Tests
{
    /// <summary>On the weights that come with the program, every method that sees with CLIP answers, and much as in full precision.</summary>
    [Theory]
    [InlineData(SegmentationMethod.Ppt)]
    [InlineData(SegmentationMethod.ClipSam)]
    [InlineData(SegmentationMethod.ClipEs)]
    public void Rounded_products_find_what_exact_ones_find(SegmentationMethod method)
    {
        RgbImage picture = ImageDecoder.ReadFile(Path.Combine(Fixtures.RepositoryRoot, "samples", "fox.jpg"));
        SegmenterOptions options = new() { Method = method, Device = DeviceChoice.Cpu };
        BinaryMask exact = Ask(options, picture);
        BinaryMask rounded = Ask(options with { BFloat16 = true }, picture);
        int both = exact.Pixels.Zip(rounded.Pixels, (left, right) => left & right).Sum();
        int either = exact.Pixels.Zip(rounded.Pixels, (left, right) => left | right).Sum();
        Assert.InRange(both / (double)either, 0.8, 1);
    }

    [Fact]
    public void The_variant_names_it()
    {
        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Method = SegmentationMethod.ClipSam, Device = DeviceChoice.Cpu, BFloat16 = true });
        Assert.Equal("clip-sam, bf16", segmenter.Variant);
    }

    private static BinaryMask Ask(SegmenterOptions options, RgbImage picture)
    {
        using Segmenter segmenter = Segmenter.Load(options);
        using EmbeddedImage image = segmenter.Embed(picture);
        return segmenter.Segment(image, "the orange fox").Mask;
    }
}
