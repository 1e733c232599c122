using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt;

public sealed class ReferentSelectorTests : IDisposable
{
    private static readonly ImageSize Size = new(MicroPreset.Sam.ImageSize, MicroPreset.Sam.ImageSize);

    /// <summary>Of this expression the answer is another one.</summary>
    private const string Other = "the dog";

    private readonly TemporaryFolder _folder = new();
    private readonly WeightStore _weights = WeightStore.Initialise(3);
    private readonly SamModel _sam;

    public ReferentSelectorTests() => _sam = new SamModel(_weights.Root, MicroPreset.Sam);

    public void Dispose()
    {
        _weights.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_candidate_most_like_the_answer_of_the_highest_scored_query_is_the_referent()
    {
        BinaryMask answer = AnswerOf(Sample());
        BinaryMask opposite = new(answer.Size, [.. answer.Pixels.Select(pixel => (byte)(1 - pixel))]);

        PointSample chosen = Assert.Single(Selector(minIou: 0.5).Choose([Sample(opposite, answer)], _folder.FullPath, "1-1"));

        Assert.Equal([0.0, 1.0], chosen.Candidates.Select(candidate => candidate.Score));
    }

    [Fact]
    public void Nobody_is_chosen_below_the_least_overlap()
    {
        PointSample chosen = Assert.Single(Selector(minIou: 1.1).Choose([Sample()], _folder.FullPath, "1-1"));
        Assert.All(chosen.Candidates, candidate => Assert.Equal(0, candidate.Score));
    }

    [Fact]
    public void Samples_of_one_ref_choose_together_and_others_alone()
    {
        BinaryMask first = AnswerOf(Sample()), second = AnswerOf(Sample() with { Expression = Other });
        PointSample one = Sample(first, second), other = one with { Expression = Other };

        List<PointSample> chosen = Selector(minIou: 0).Choose(
            [one with { Ref = 4 }, one, other with { Ref = 4 }, one with { Ref = 9 }, other with { Ref = 4 }], _folder.FullPath, "1-1");

        Assert.NotEqual(first.Pixels, second.Pixels);
        Assert.All(
            Selector(minIou: 0.999).Choose([one with { Ref = 4 }, other with { Ref = 4 }, other with { Ref = 4 }], _folder.FullPath, "1-2"),
            sample => Assert.All(sample.Candidates, candidate => Assert.Equal(0, candidate.Score)));
        Assert.Equal([1, 0, 1, 0, 1], chosen.Select(sample => sample.Candidates.Select(candidate => candidate.Score).ToList().IndexOf(1)));
    }

    [Fact]
    public void A_choice_that_was_made_stands()
    {
        _folder.Write($"{ReferentSelector.FolderName}/2-3.json", "[0,-1]");
        List<PointSample> chosen = Selector(minIou: 0).Choose([Sample(), Sample()], _folder.FullPath, "2-3");
        Assert.Equal([1.0, 0.0, 0.0, 0.0], chosen.SelectMany(sample => sample.Candidates).Select(candidate => candidate.Score));
    }

    [Fact]
    public void A_choice_of_other_samples_is_refused()
    {
        _folder.Write($"{ReferentSelector.FolderName}/2-3.json", "[0]");
        Assert.Contains("others now", Assert.Throws<RunDirectoryException>(() => Selector(minIou: 0).Choose([Sample(), Sample()], _folder.FullPath, "2-3")).Message, StringComparison.Ordinal);
    }

    private ReferentSelector Selector(double minIou) => new(_sam, Generate, minIou, multimask: false);

    /// <summary>Two queries of two points, the second of the higher score.</summary>
    private static (PointPrompts Prompts, Tensor Embedding) Generate(IReadOnlyList<PointSample> samples)
    {
        int b = samples.Count;
        float[] coordinates = [.. Enumerable.Range(0, b).SelectMany(_ => (float[])[0.1f, 0.1f, 0.9f, 0.9f, 0.3f, 0.4f, 0.7f, 0.6f])];
        float[] positive = [.. Enumerable.Range(0, b).SelectMany(_ => (float[])[-1, -1, 1, -1])];
        float[] scores = [.. Enumerable.Range(0, b).SelectMany(_ => (float[])[-2, 2])];
        (int channels, int grid) = (MicroPreset.Sam.OutputChannels, MicroPreset.Sam.Grid);
        Tensor picture = (Tensor.Arange(0, channels * grid * grid) * 3).Sin().Reshape(channels, grid, grid);
        Tensor embedding = Tensor.Stack([.. samples.Select(sample => sample.Expression == Other ? -picture : picture)], 0);
        return (new PointPrompts(Tensor.From(coordinates, b, 2, 2, 2), Tensor.From(positive, b, 2, 2), Tensor.From(scores, b, 2)), embedding);
    }

    private BinaryMask AnswerOf(PointSample sample)
    {
        using TensorScope scope = TensorScope.Begin();
        (PointPrompts prompts, Tensor embedding) = Generate([sample]);
        using SamImage image = new(embedding, ResizePlan.LongestSide(Size, MicroPreset.Sam.ImageSize));
        float[] at = prompts.Coordinates.Select(1, 1).ToArray<float>();
        LabelledPoint[] points = [new(new ImagePoint(at[0] * Size.Width, at[1] * Size.Height), true), new(new ImagePoint(at[2] * Size.Width, at[3] * Size.Height), false)];
        return new SamPredictor(_sam).Predict(image, points, multimask: false).Mask;
    }

    private static PointSample Sample(params BinaryMask[] masks)
    {
        BinaryMask[] candidates = masks.Length > 0 ? masks : [Half(left: true), Half(left: false)];
        return new PointSample(0, "the cat beside the dog", [.. candidates.Select(mask => new Training.Ppt.Data.Candidate(RunLengthMask.FromMask(mask), 0))]);
    }

    private static BinaryMask Half(bool left) =>
        new(Size, [.. Enumerable.Range(0, (int)Size.PixelCount).Select(i => (byte)(i % Size.Width < Size.Width / 2 == left ? 1 : 0))]);
}
