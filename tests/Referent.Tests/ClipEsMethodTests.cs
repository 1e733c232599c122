using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Presets;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Tests;

public sealed class ClipEsMethodTests(MicroPresetFixture micro) : IClassFixture<MicroPresetFixture>
{
    private const string Phrase = "the red apple on the left";

    /// <summary>On the weights that come with the program: the fox is in the mask, and most of the picture is not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_tiny_preset_finds_the_fox_the_same_every_time(bool crf)
    {
        SegmenterOptions options = new() { Preset = "tiny", Method = SegmentationMethod.ClipEs, Crf = crf, Device = DeviceChoice.Cpu };
        RgbImage picture = ImageDecoder.ReadFile(Path.Combine(Fixtures.RepositoryRoot, "samples", "fox.jpg"));
        Segmentation[] found = [.. Enumerable.Range(0, 2).Select(_ => Ask(options, picture, "the orange fox"))];

        Assert.True(found[0].Found);
        Assert.Equal(found[0].Mask.Pixels, found[1].Mask.Pixels);
        Assert.Equal(found[0].Score, found[1].Score);
        Assert.InRange(found[0].Score, 0, 1);
        Assert.InRange(found[0].Mask.Pixels.Count(pixel => pixel == 1) / (double)picture.Size.PixelCount, 0.005, 0.5);
        Assert.Empty(found[0].Points);
        Assert.NotNull(found[0].Peak);
        Assert.All(found[0].Response!.Value.ToArray(), response => Assert.InRange(response, 0, 1));
    }

    [Fact]
    public void It_needs_no_SAM_and_leaks_nothing()
    {
        using TemporaryFolder folder = new();
        Preset whole = MicroPreset.Write(folder.FullPath);
        PresetWriter.Write(folder.FullPath, whole with { Sam = null, Localiser = null, ClipEs = new ClipEsPart(ImageSize: 40, Templates: ["the {}"], Backgrounds: ["sky", "a wall"]) });
        long before = TorchRuntime.LiveTensors;
        using (Segmenter segmenter = Segmenter.Load(Options(SegmentationMethod.ClipEs) with { Preset = folder.FullPath }))
        {
            using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 60));
            segmenter.Segment(image, Phrase);
            long steady = TorchRuntime.LiveTensors;
            segmenter.Segment(image, "the cat");
            Assert.Equal(steady, TorchRuntime.LiveTensors);
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Its_map_becomes_points_for_SAM_half_of_them_where_it_answers_most()
    {
        SegmenterOptions options = Options(SegmentationMethod.ClipSam);
        Segmentation other = Ask(options, TestPicture.Of(40, 60), Phrase);
        Segmentation result = Ask(options with { Localiser = LocaliserKind.ClipEs }, TestPicture.Of(40, 60), Phrase);

        Assert.NotEmpty(result.Points);
        Assert.NotEqual(other.Points, result.Points);
        Assert.Equal(result.Points.Count, 2 * result.Points.Count(point => point.Point.Positive));
        Assert.True(result.Points.Where(point => point.Point.Positive).Average(point => point.Score) > result.Points.Where(point => !point.Point.Positive).Average(point => point.Score));
    }

    [Fact]
    public void A_preset_may_choose_it_as_the_localiser()
    {
        using TemporaryFolder folder = new();
        Preset whole = MicroPreset.Write(folder.FullPath);
        PresetWriter.Write(folder.FullPath, whole with { Localiser = whole.Localiser! with { Kind = LocaliserKind.ClipEs } });
        SegmenterOptions options = Options(SegmentationMethod.ClipSam);

        Segmentation chosen = Ask(options with { Preset = folder.FullPath }, TestPicture.Of(40, 60), Phrase);

        Assert.Equal(Ask(options with { Localiser = LocaliserKind.ClipEs }, TestPicture.Of(40, 60), Phrase).Points, chosen.Points);
        Assert.Contains("\"clip-es\"", File.ReadAllText(folder.PathOf(PresetFolder.FileName)), StringComparison.Ordinal);
        using Segmenter segmenter = Segmenter.Load(options with { Preset = folder.FullPath });
        Assert.Equal("clip-sam", segmenter.Variant);
    }

    [Fact]
    public void A_kept_embedding_belongs_to_its_variant_of_the_method()
    {
        using TemporaryFolder folder = new();
        string file = folder.PathOf("embedded.safetensors");
        SegmenterOptions options = Options(SegmentationMethod.ClipEs) with { Crf = true };
        using Segmenter segmenter = Segmenter.Load(options);
        using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 60));
        image.Save(file);
        Assert.Equal("clip-es, CRF", segmenter.Variant);

        using EmbeddedImage again = segmenter.LoadEmbedded(file);
        Assert.Equal(segmenter.Segment(image, Phrase).Mask.Pixels, segmenter.Segment(again, Phrase).Mask.Pixels);
        using Segmenter without = Segmenter.Load(options with { Crf = false });
        Assert.Throws<WeightFormatException>(() => without.LoadEmbedded(file));
    }

    [Fact]
    public void Options_that_do_not_go_with_the_method_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Segmenter.Load(Options(SegmentationMethod.Ppt) with { Localiser = LocaliserKind.ClipEs }));
        Assert.Throws<ArgumentException>(() => Segmenter.Load(Options(SegmentationMethod.ClipSam) with { Crf = true }));
        Assert.Throws<ArgumentException>(() => LocaliserKinds.Parse("surgary"));
        Assert.Equal(LocaliserKind.ClipEs, LocaliserKinds.Parse("clip-es"));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_together()
    {
        ClipEsPart part = new(ImageSize: 0, Blocks: 0, BoxThreshold: 1, MaskThreshold: 0, Templates: ["no mark"], Backgrounds: []);
        string message = Assert.Throws<PresetException>(() => new Preset { Name = "p", ClipEs = part }.Validate()).Message;
        foreach (string name in (string[])["imageSize", "blocks", "maskThreshold", "backgrounds", "template"])
        {
            Assert.Contains(name, message, StringComparison.Ordinal);
        }
    }

    private static Segmentation Ask(SegmenterOptions options, RgbImage picture, string phrase)
    {
        using Segmenter segmenter = Segmenter.Load(options);
        using EmbeddedImage image = segmenter.Embed(picture);
        return segmenter.Segment(image, phrase);
    }

    private SegmenterOptions Options(SegmentationMethod method) => new() { Preset = micro.Folder, Method = method, Device = DeviceChoice.Cpu };
}
