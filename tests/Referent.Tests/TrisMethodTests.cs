using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Preprocessing;
using Referent.Models.Sam;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Tests;

public sealed class TrisMethodTests : IDisposable
{
    private const string Phrase = "the red apple on the left";

    private readonly TemporaryFolder _folder = new();
    private readonly Preset _preset;

    public TrisMethodTests() => _preset = MicroPreset.Write(_folder.FullPath);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_second_stages_map_is_the_mask_and_needs_nothing_else()
    {
        PresetWriter.Write(_folder.FullPath, new Preset { Name = "micro", Tris = _preset.Tris! with { Stage1 = null } });
        (TrisStage2 stage, WeightStore store) = TrisStage2.Load(_folder.PathOf("tris-stage2.safetensors"));
        using (store)
        {
            AssertAsks((image, tokens) => stage.Segment(stage.EncodeImage(image), stage.EncodeText(tokens)), method: null);
        }
    }

    [Fact]
    public void The_first_stage_answers_where_there_is_no_second()
    {
        PresetWriter.Write(_folder.FullPath, _preset with { Tris = _preset.Tris! with { Stage2 = null } });
        (TrisStage1 stage, WeightStore store) = TrisStage1.Load(_folder.PathOf("tris-stage1.safetensors"));
        using (store)
        {
            AssertAsks(
                (image, tokens) => TrisStage1.Rectify(stage.Respond(stage.EncodeImage(image), stage.EncodeText(tokens)), image.Size(2), image.Size(3)),
                SegmentationMethod.Tris);
        }
    }

    [Fact]
    public void Through_SAM_the_map_becomes_points_half_of_them_where_it_answers_most()
    {
        using Segmenter segmenter = Load(SegmentationMethod.TrisSam);
        using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 60));
        Segmentation result = segmenter.Segment(image, Phrase);

        Assert.InRange(result.Points.Count, 2, 9);
        Assert.Equal(result.Points.Count, 2 * result.Points.Count(point => point.Point.Positive));
        Assert.True(result.Points.Where(point => point.Point.Positive).Average(point => point.Score) > result.Points.Where(point => !point.Point.Positive).Average(point => point.Score));
        Assert.NotNull(result.Peak);
    }

    [Fact]
    public void SAM_may_be_told_the_box_of_the_map_or_its_logits_instead()
    {
        RgbImage picture = TestPicture.Of(40, 60);
        using Segmenter tris = Load(SegmentationMethod.Tris), points = Load(SegmentationMethod.TrisSam);
        using Segmenter box = Load(SegmentationMethod.TrisSam, MapPrompt.Box), mask = Load(SegmentationMethod.TrisSam, MapPrompt.Mask);
        Assert.Equal(["tris-sam", "tris-sam, box", "tris-sam, mask"], new[] { points, box, mask }.Select(segmenter => segmenter.Variant));
        BoxXyxy around = RunLengthMask.FromMask(Ask(tris).Mask).BoundingBox();
        Assert.True(around.Area > 0);
        Assert.Equal(around, Assert.Single(Ask(tris).Candidates).Box);

        (SamModel sam, WeightStore store) = SamModel.Load(_folder.PathOf("sam.safetensors"));
        using (store)
        {
            SamPredictor predictor = new(sam);
            using SamImage embedded = predictor.Embed(picture);
            SamPrediction expected = predictor.Predict(embedded, new SamImagePrompt([], around), multimask: true);
            Assert.Equal(expected.Mask.Pixels, Ask(box).Mask.Pixels);
            Assert.Equal(expected.PredictedIou, Ask(box).Score, 1e-6);
        }

        Assert.Empty(Ask(box).Points);
        Assert.Equal(Ask(points).Points, Ask(mask).Points);
        Assert.NotEqual(Ask(points).Score, Ask(mask).Score);
        Assert.All([points, box, mask], segmenter => Assert.Equal(Ask(tris).Peak, Ask(segmenter).Peak));

        Segmentation Ask(Segmenter segmenter)
        {
            using EmbeddedImage image = segmenter.Embed(picture);
            return segmenter.Segment(image, Phrase);
        }
    }

    [Fact]
    public void Only_tris_sam_has_a_choice_of_what_SAM_is_told() =>
        Assert.Contains("tris-sam", Assert.Throws<ArgumentException>(() => Load(SegmentationMethod.Tris, MapPrompt.Box)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_phrase_that_is_too_long_is_cut_and_says_so()
    {
        using Segmenter segmenter = Load(SegmentationMethod.Tris);
        using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 60));
        Assert.True(segmenter.Segment(image, string.Join(' ', Enumerable.Repeat(Phrase, 6))).Truncated);
        Assert.False(segmenter.Segment(image, "the").Truncated);
    }

    /// <summary>Hazard: the official program reads a text that is too long at its start, so that all such texts have one map.</summary>
    [Fact]
    public void What_a_phrase_that_is_too_long_begins_with_counts()
    {
        string[] phrases = [.. new[] { "a green dog", "the red apple" }.Select(start => start + string.Concat(Enumerable.Repeat($" {Phrase}", 6)))];
        (TrisStage1 stage, WeightStore store) = TrisStage1.Load(_folder.PathOf("tris-stage1.safetensors"));
        using TensorScope scope = TensorScope.Begin();
        using (store)
        {
            ClipTokenizer tokenizer = new(BpeVocabulary.Load(_folder.PathOf("vocabulary.txt")));
            float[][] released = [.. phrases.Select(phrase => stage.EncodeText(Ids(tokenizer.Tokenize(phrase, _preset.Tris!.TextLength, TextCut.AsReleased))).ToArray<float>())];
            Assert.All(released[0].Zip(released[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

            // As it is, it answers to no phrase anywhere.
            store.Tensors["lan_project.weight"].MulInPlace(-1);
            store.Tensors["lan_project.bias"].MulInPlace(-1);
            SafetensorsWriter.Write(_folder.PathOf("answering.safetensors"), store.Tensors);
        }

        PresetWriter.Write(_folder.FullPath, _preset with { Tris = _preset.Tris! with { Stage1 = PresetFile.Of(_folder.FullPath, "answering.safetensors"), Stage2 = null } });
        using Segmenter segmenter = Load(SegmentationMethod.Tris);
        using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 60));
        Segmentation[] answers = [.. phrases.Select(phrase => segmenter.Segment(image, phrase))];
        Assert.All(answers, answer => Assert.True(answer.Truncated && answer.Found));
        Assert.True(Math.Abs(answers[0].Score - answers[1].Score) > 1e-5, $"The scores are {answers[0].Score} and {answers[1].Score}.");

        using Segmenter asReleased = Load(SegmentationMethod.Tris, asReleased: true);
        using EmbeddedImage same = asReleased.Embed(TestPicture.Of(40, 60));
        double[] scores = [.. phrases.Select(phrase => asReleased.Segment(same, phrase).Score)];
        Assert.Equal(scores[0], scores[1], 1e-6);
        Assert.Equal("tris, as released", asReleased.Variant);

        static Tensor Ids(TokenizedText row) => Tensor.From<long>([.. row.Ids.Select(id => (long)id)], [1, row.Ids.Length]);
    }

    /// <summary>Hazard: where no logit is positive the official program's quotient turns the map inside out.</summary>
    [Fact]
    public void Where_the_second_stage_answers_nowhere_nothing_is_found_but_by_the_official_program_everything()
    {
        (TrisStage2 _, WeightStore store) = TrisStage2.Load(_folder.PathOf("tris-stage2.safetensors"));
        using (store)
        {
            using TensorScope scope = TensorScope.Begin();
            Tensor head = store.Tensors.Single(item => item.Key.StartsWith("final_seg1.", StringComparison.Ordinal) && !item.Key.StartsWith("final_seg1.0.", StringComparison.Ordinal)).Value;
            head.MulInPlace(0);
            head.AddInPlace(Tensor.Full(-1, [.. head.Shape]));
            store.Tensors["final_seg1.0.bn.bias"].AddInPlace(Tensor.Full(1e4, [.. store.Tensors["final_seg1.0.bn.bias"].Shape]));
            SafetensorsWriter.Write(_folder.PathOf("nowhere.safetensors"), store.Tensors);
        }

        PresetWriter.Write(_folder.FullPath, _preset with { Tris = _preset.Tris! with { Stage2 = PresetFile.Of(_folder.FullPath, "nowhere.safetensors") } });
        Assert.False(Ask(asReleased: false).Found);
        Assert.All(Ask(asReleased: true).Mask.Pixels.ToArray(), pixel => Assert.Equal(1, pixel));

        Segmentation Ask(bool asReleased)
        {
            using Segmenter segmenter = Load(SegmentationMethod.Tris, asReleased: asReleased);
            using EmbeddedImage image = segmenter.Embed(TestPicture.Of(40, 60));
            return segmenter.Segment(image, Phrase);
        }
    }

    [Fact]
    public void A_preset_without_TRIS_or_SAM_says_what_it_lacks()
    {
        PresetWriter.Write(_folder.FullPath, _preset with { Tris = null });
        Assert.Contains("'tris'", Assert.Throws<PresetException>(() => Load(SegmentationMethod.Tris)).Message, StringComparison.Ordinal);
        PresetWriter.Write(_folder.FullPath, _preset with { Sam = null });
        Assert.Contains("'sam'", Assert.Throws<PresetException>(() => Load(SegmentationMethod.TrisSam)).Message, StringComparison.Ordinal);
    }

    /// <summary>The method's answer is the map of this network, cut and stretched as TRIS does.</summary>
    private void AssertAsks(Func<Tensor, Tensor, Tensor> network, SegmentationMethod? method)
    {
        RgbImage picture = TestPicture.Of(40, 60);
        int side = _preset.Tris!.ImageSize;
        ClipTokenizer tokenizer = new(BpeVocabulary.Load(_folder.PathOf("vocabulary.txt")));
        long[] ids = [.. tokenizer.Tokenize(Phrase, _preset.Tris.TextLength).Ids.Select(id => (long)id)];
        using TensorScope scope = TensorScope.Begin();
        Tensor image = Tensor.From(ImagePreprocessing.TrisSquare(picture, side).Planes, 1, 3, side, side);
        ResponseMap expected = ResponseMap.Create(network(image, Tensor.From(ids, 1, ids.Length)).Reshape(side, side), picture.Size);

        using Segmenter segmenter = Load(method);
        using EmbeddedImage embedded = segmenter.Embed(picture);
        Segmentation result = segmenter.Segment(embedded, Phrase);
        Assert.Equal(SegmentationMethod.Tris, segmenter.Method);
        Assert.Equal(expected.Mask().Pixels, result.Mask.Pixels);
        Assert.Equal(expected.Peak, result.Peak);
        Assert.Equal(expected.Values.ToArray(), result.Response!.Value.ToArray());
        Assert.Empty(result.Points);
        Assert.InRange(result.Score, 0, 1);
    }

    private Segmenter Load(SegmentationMethod? method, MapPrompt? mapPrompt = null, bool asReleased = false) => Segmenter.Load(
        new SegmenterOptions { Preset = _folder.FullPath, Method = method, MapPrompt = mapPrompt, AsReleased = asReleased, Device = DeviceChoice.Cpu });
}
