using Referent.Imaging.Geometry;
using Referent.TestSupport;
using Referent.Torch.Weights;

namespace Referent.Tests;

public sealed class EmbeddingFileTests(MicroPresetFixture preset) : IClassFixture<MicroPresetFixture>, IDisposable
{
    /// <summary>A kept feature lies in memory without gaps, a fresh one may be a view; sums then run in another order.</summary>
    private const double LayoutTolerance = 1e-6;

    private readonly TemporaryFolder _folder = new();

    private string Kept => Path.Combine(_folder.FullPath, "picture.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SegmentationMethod.Ppt)]
    [InlineData(SegmentationMethod.ClipSam)]
    [InlineData(SegmentationMethod.ClipEs)]
    [InlineData(SegmentationMethod.Tris)]
    [InlineData(SegmentationMethod.TrisSam)]
    public void A_kept_embedding_gives_the_same_mask_in_another_segmenter(SegmentationMethod method)
    {
        Segmentation before;
        using (Segmenter first = Load(method))
        using (EmbeddedImage image = first.Embed(TestPicture.Of(40, 60)))
        {
            image.Save(Kept);
            before = first.Segment(image, "the red apple");
        }

        using Segmenter second = Load(method);
        using EmbeddedImage kept = second.LoadEmbedded(Kept);
        Segmentation after = second.Segment(kept, "the red apple");

        Assert.Equal(new ImageSize(40, 60), kept.Size);
        Assert.Equal(before.Mask.Pixels, after.Mask.Pixels);
        Assert.Equal(before.Points, after.Points);
        Assert.Equal(before.Score, after.Score, LayoutTolerance);
    }

    [Fact]
    public void An_embedding_of_another_method_and_a_file_of_something_else_are_refused()
    {
        using (Segmenter first = Load(SegmentationMethod.ClipSam))
        using (EmbeddedImage image = first.Embed(TestPicture.Of(40, 60)))
        {
            image.Save(Kept);
        }

        using Segmenter other = Load(SegmentationMethod.Ppt);
        Assert.Contains("embed the picture again", Assert.Throws<WeightFormatException>(() => other.LoadEmbedded(Kept)).Message, StringComparison.Ordinal);
        string weights = Path.Combine(preset.Folder, "sam.safetensors");
        Assert.Contains("no embedded picture", Assert.Throws<WeightFormatException>(() => other.LoadEmbedded(weights)).Message, StringComparison.Ordinal);
    }

    private Segmenter Load(SegmentationMethod method) => Segmenter.Load(new SegmenterOptions { Preset = preset.Folder, Method = method });
}
