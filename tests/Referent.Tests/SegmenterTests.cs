using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Presets;
using Referent.TestSupport;
using Referent.Torch;

namespace Referent.Tests;

public sealed class SegmenterTests(MicroPresetFixture preset) : IClassFixture<MicroPresetFixture>
{
    public static TheoryData<SegmentationMethod> Methods => [SegmentationMethod.Ppt, SegmentationMethod.ClipSam];

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_phrase_gives_a_mask_of_the_pictures_size_and_the_points_that_led_to_it(SegmentationMethod method)
    {
        using Segmenter segmenter = Load(method);
        RgbImage picture = TestPicture.Of(40, 60);
        using EmbeddedImage image = segmenter.Embed(picture);

        Segmentation result = segmenter.Segment(image, "the red apple");

        Assert.Equal(picture.Size, result.Mask.Size);
        Assert.NotEmpty(result.Points);
        Assert.Equal(result.Points.Where(point => point.Point.Positive).Select(point => (double?)point.Score).Max(), result.Points.Where(point => point.Point.Position == result.Peak).Select(point => (double?)point.Score).Max());
        Assert.All(result.Points, point => Assert.True(point.Point.Position is { X: >= 0 and <= 60, Y: >= 0 and <= 40 }));
        Assert.All(result.Points, point => Assert.InRange(point.Score, 0, 1));
        Assert.Equal(method == SegmentationMethod.Ppt ? 8 : 1, result.Candidates.Count);
        Assert.Equal(result.Candidates.Max(candidate => candidate.Score), result.Score);
        Assert.Equal(result.Presence > 0 && result.Mask.Pixels.Contains((byte)1), result.Found);
        Assert.False(result.Truncated);
    }

    /// <summary>The generator's score and its presence differ here, so each threshold between them tells which one counts.</summary>
    [Fact]
    public void What_counts_as_found_is_presence_and_not_the_score()
    {
        using TemporaryFolder folder = new();
        MicroPreset.Write(folder.FullPath);
        Segmentation result = Ask(0);
        Assert.InRange(result.Presence, 0, 1);
        Assert.True(Math.Abs(result.Presence - result.Score) > 1e-3, $"{result.Presence}, {result.Score}");
        Assert.Equal(result.Presence > result.Score, Ask((result.Presence + result.Score) / 2).Found);
        Assert.True(Ask(result.Presence - 1e-4).Found);
        Assert.False(Ask(result.Presence + 1e-4).Found);

        Segmentation Ask(double minPresence)
        {
            Preset written = PresetFolder.Open(folder.FullPath).Preset;
            PresetWriter.Write(folder.FullPath, written with { Generator = written.Generator! with { MinPresence = minPresence } });
            using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = folder.FullPath, Method = SegmentationMethod.Ppt, Device = DeviceChoice.Cpu });
            using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 60));
            return segmenter.Segment(image, "the red apple");
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_phrase_gives_the_same_whatever_was_asked_before_and_in_another_process_part(SegmentationMethod method)
    {
        using Segmenter first = Load(method);
        using Segmenter second = Load(method);
        RgbImage picture = TestPicture.Of(50, 50);
        using EmbeddedImage here = first.Embed(picture);
        using EmbeddedImage there = second.Embed(picture);

        Segmentation alone = first.Segment(here, "a green car");
        second.Segment(there, "the cat");
        Segmentation after = second.Segment(there, "a green car");

        Assert.Equal(alone.Mask.Pixels, after.Mask.Pixels);
        Assert.Equal(alone.Points, after.Points);
        Assert.Equal(alone.Score, after.Score);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Nothing_leaks(SegmentationMethod method)
    {
        long before = TorchRuntime.LiveTensors;
        using (Segmenter segmenter = Load(method))
        {
            using EmbeddedImage first = segmenter.Embed(TestPicture.Of(30, 30));
            segmenter.Segment(first, "the cat");
            long steady = TorchRuntime.LiveTensors;
            using (EmbeddedImage second = segmenter.Embed(TestPicture.Of(30, 30)))
            {
                segmenter.Segment(second, "the cat");
                segmenter.Segment(second, "a dog");
            }

            Assert.Equal(steady, TorchRuntime.LiveTensors);
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void The_oracle_is_shown_the_mask_and_draws_its_points_from_it()
    {
        using Segmenter segmenter = Load(SegmentationMethod.OracleSam);
        using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 40));
        BinaryMask truth = new(image.Size);
        for (int i = 10 * 40; i < 20 * 40; i += 2)
        {
            truth.Pixels[i] = 1;
        }

        Segmentation result = segmenter.SegmentTruth(image, truth, seed: 5);

        Assert.Equal([true, true, true, true, true, false, false, false], result.Points.Select(point => point.Point.Positive));
        Assert.Equal(result.Points, segmenter.SegmentTruth(image, truth, seed: 5).Points);
        Assert.NotEqual(result.Points, segmenter.SegmentTruth(image, truth, seed: 6).Points);
        Assert.Throws<InvalidOperationException>(() => segmenter.Segment(image, "the cat"));
        Assert.Throws<ArgumentException>(() => segmenter.SegmentTruth(image, new BinaryMask(new ImageSize(2, 2), [1, 1, 1, 1])));
        Assert.Throws<ArgumentException>(() => segmenter.SegmentTruth(image, new BinaryMask(image.Size)));
    }

    [Fact]
    public async Task Many_threads_may_ask_at_once()
    {
        using Segmenter segmenter = Load(SegmentationMethod.Ppt);
        using EmbeddedImage image = await segmenter.EmbedAsync(TestPicture.Of(33, 44));
        byte[] expected = segmenter.Segment(image, "the cat").Mask.Pixels;

        Segmentation[] results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => segmenter.SegmentAsync(image, "the cat"))));

        Assert.All(results, result => Assert.Equal(expected, result.Mask.Pixels));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_smallest_picture_is_segmented_and_one_without_height_is_refused(SegmentationMethod method)
    {
        using Segmenter segmenter = Load(method);
        using EmbeddedImage one = segmenter.Embed(new RgbImage(new ImageSize(1, 1)));
        Assert.Equal(new ImageSize(1, 1), segmenter.Segment(one, "the cat").Mask.Size);

        long before = TorchRuntime.LiveTensors;
        Assert.Throws<ImageFormatException>(() => segmenter.Embed(new RgbImage(new ImageSize(1, 1000))));
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_phrase_longer_than_the_encoder_is_cut_and_says_so(SegmentationMethod method)
    {
        using Segmenter segmenter = Load(method);
        using EmbeddedImage image = segmenter.Embed(TestPicture.Of(20, 20));
        Assert.True(segmenter.Segment(image, string.Concat(Enumerable.Repeat("apple ", 900))).Truncated);
    }

    [Fact]
    public void An_empty_phrase_and_another_segmenters_picture_are_refused()
    {
        using Segmenter segmenter = Load(SegmentationMethod.ClipSam);
        using Segmenter other = Load(SegmentationMethod.ClipSam);
        using EmbeddedImage image = segmenter.Embed(TestPicture.Of(20, 20));
        Assert.Throws<ArgumentException>(() => segmenter.Segment(image, " "));
        Assert.Throws<ArgumentException>(() => other.Segment(image, "the cat"));
    }

    private Segmenter Load(SegmentationMethod method) =>
        Segmenter.Load(new SegmenterOptions { Preset = preset.Folder, Method = method, Device = DeviceChoice.Cpu });
}
