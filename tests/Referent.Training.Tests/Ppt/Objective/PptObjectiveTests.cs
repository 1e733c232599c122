using Referent.Data;
using Referent.Imaging.Geometry;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Losses;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Tests.Ppt.Objective;

public sealed class PptObjectiveTests : IDisposable
{
    private const int Queries = 3;
    private const int Points = 4;

    private readonly WeightStore _weights = WeightStore.Initialise(3);
    private readonly SamModel _sam;

    public PptObjectiveTests() => _sam = new SamModel(_weights.Root, MicroPreset.Sam);

    public void Dispose() => _weights.Dispose();

    /// <summary>The trap: SAM takes a point's label as a choice, through which no gradient flows; mixed softly, labels learn from masks.</summary>
    [Fact]
    public void The_mask_loss_alone_moves_coordinates_and_labels_of_the_matched_query_only()
    {
        using TensorScope scope = TensorScope.Begin();
        PointPrompts prompts = Prompts();
        PptLossWeights masksOnly = new() { PointDistance = 0, PointLabel = 0, Score = 0 };
        new PptObjective(masksOnly, _sam, new PptPrompting()).Compute(prompts, Embedding(), [Sample(1)]).Loss.Backward();

        float[] coordinates = prompts.Coordinates.Gradient()!.ToArray<float>(), labels = prompts.PositiveLogits.Gradient()!.ToArray<float>();
        int moved = Assert.Single(Enumerable.Range(0, Queries), query => Row(labels, query, Points).Any(value => value != 0));
        Assert.All(Row(labels, moved, Points), value => Assert.NotEqual(0, value));
        Assert.All(Row(coordinates, moved, 2 * Points), value => Assert.NotEqual(0, value));
        Assert.All(Enumerable.Range(0, Queries).Where(query => query != moved).SelectMany(query => Row(coordinates, query, 2 * Points)), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Hard_labels_learn_nothing_from_masks()
    {
        using TensorScope scope = TensorScope.Begin();
        PointPrompts prompts = Prompts();
        PptLossWeights masksOnly = new() { PointDistance = 0, PointLabel = 0, Score = 0 };
        new PptObjective(masksOnly, _sam, new PptPrompting { SoftLabels = false }).Compute(prompts, Embedding(), [Sample(1)]).Loss.Backward();
        Assert.Contains(prompts.Coordinates.Gradient()!.ToArray<float>(), value => value != 0);
        Assert.All(prompts.PositiveLogits.Gradient()!.ToArray<float>(), value => Assert.Equal(0, value));
    }

    /// <summary>With nothing else to match by, the query is matched whose mask is nearest.</summary>
    [Fact]
    public void Asked_to_it_matches_the_query_whose_mask_costs_least()
    {
        using TensorScope scope = TensorScope.Begin();
        PptLossWeights masksOnly = new() { PointDistance = 0, PointLabel = 0, Score = 0 };
        double[] alone = [.. Enumerable.Range(0, Queries).Select(query => new PptObjective(masksOnly, _sam, new PptPrompting()).Compute(Only(Prompts(), query), Embedding(), [Sample(1)]).Loss.Item())];
        double matched = new PptObjective(masksOnly, _sam, new PptPrompting { MatchMasks = true }).Compute(Prompts(), Embedding(), [Sample(1)]).Loss.Item();
        Assert.Equal(alone.Min(), matched, 4);
        Assert.NotEqual(alone.Max(), matched, 4);
    }

    [Fact]
    public void Of_several_masks_the_one_of_highest_predicted_iou_counts()
    {
        using TensorScope scope = TensorScope.Begin();
        PptLossWeights masksOnly = new() { PointDistance = 0, PointLabel = 0, Score = 0, Dice = 0, MaskCrossEntropy = 1 };
        PointPrompts prompts = Only(Prompts(), 0);
        SampleTargets sample = Sample(1);
        double loss = new PptObjective(masksOnly, _sam, new PptPrompting { Multimask = true }).Compute(prompts, Embedding(), [sample]).Loss.Item();

        Tensor frame = Tensor.From([(float)sample.Frame.Width, sample.Frame.Height], 1, 1, 2);
        SamPrompts points = new() { Points = prompts.Coordinates.Reshape(1, Points, 2) * frame, Positivity = prompts.PositiveLogits.Reshape(1, Points).Sigmoid() };
        SamMasks masks = _sam.Decode(Embedding(), points, multimask: true);
        Tensor best = masks.Logits.Select(1, masks.PredictedIou.ArgMax(1).ToArray<long>()[0]);
        Assert.Equal(MaskLosses.BinaryCrossEntropy(best, Tensor.From(sample.Masks[0], 1, MicroPreset.Sam.MaskSide, MicroPreset.Sam.MaskSide)).Mean().Item(), loss, 5);
    }

    [Fact]
    public void Masks_weigh_by_their_share_and_without_one_are_not_looked_at()
    {
        using TensorScope scope = TensorScope.Begin();
        PptLossWeights masksOnly = new() { PointDistance = 0, PointLabel = 0, Score = 0 };
        double whole = new PptObjective(masksOnly, _sam, new PptPrompting()).Compute(Prompts(), Embedding(), [Sample(1)]).Loss.Item();

        Assert.Equal(whole / 4, new PptObjective(masksOnly, _sam, new PptPrompting(), maskShare: 0.25).Compute(Prompts(), Embedding(), [Sample(1)]).Loss.Item(), 5);
        SampleTargets maskless = Sample(1) with { Masks = [[]] };
        Assert.Equal(0, new PptObjective(masksOnly, _sam, new PptPrompting(), maskShare: 0).Compute(Prompts(), Embedding(), [maskless]).Loss.Item());
    }

    [Fact]
    public void A_query_that_lies_on_its_target_and_is_sure_of_it_loses_nothing_by_points_and_score()
    {
        using TensorScope scope = TensorScope.Begin();
        SampleTargets sample = Sample(1);
        PointTarget target = sample.Targets[0];
        float[] coordinates = [.. Enumerable.Repeat(0.9f, 2 * Points), .. target.Points, .. Enumerable.Repeat(0.1f, 2 * Points)];
        float[] labels = [.. Enumerable.Repeat(0f, Points), .. target.Positive.Select(positive => positive ? 50f : -50f), .. Enumerable.Repeat(0f, Points)];
        PointPrompts prompts = new(Tensor.From(coordinates, 1, Queries, Points, 2), Tensor.From(labels, 1, Queries, Points), Tensor.From([-50f, 50f, -50f], 1, Queries));

        PptLoss loss = new PptObjective(new PptLossWeights { ScoreSmoothing = 0 }, _sam, new PptPrompting()).Compute(prompts, Embedding(), [sample]);

        Assert.Equal((0, 0, 0, 1), (Round(loss.Terms["pointDistance"].Item()), Round(loss.Terms["pointLabel"].Item()), Round(loss.Terms["score"].Item()), loss.ReferentTop));
        Assert.True(loss.Terms["dice"].Item() > 0);
        Assert.Equal((5 * loss.Terms["maskCrossEntropy"].Item()) + (5 * loss.Terms["dice"].Item()), loss.Loss.Item(), 4);
    }

    [Fact]
    public void Unmatched_queries_learn_that_they_are_not_the_referent_at_a_tenth_of_the_weight()
    {
        using TensorScope scope = TensorScope.Begin();
        PointPrompts prompts = Prompts();
        PptLossWeights scoreOnly = new() { MaskCrossEntropy = 0, Dice = 0, PointDistance = 1e-6, PointLabel = 0, Score = 1, ScoreSmoothing = 0.1 };
        PptLoss loss = new PptObjective(scoreOnly, _sam, new PptPrompting()).Compute(prompts, Embedding(), [Sample(1, 0)]);
        loss.Loss.Backward();

        // At logit 0 the derivative is half minus target, divided by the two pairs; targets are a tenth from 0 and 1.
        Assert.Equal([-0.2, 0.02, 0.2], prompts.ScoreLogits.Gradient()!.ToArray<float>().Select(Round).Order());
    }

    [Fact]
    public void Where_nothing_is_meant_every_query_learns_a_score_of_0_and_nothing_else()
    {
        using TensorScope scope = TensorScope.Begin();
        PointPrompts one = Prompts();
        PointPrompts prompts = new(Tensor.Cat([one.Coordinates, one.Coordinates], 0), Tensor.Cat([one.PositiveLogits, one.PositiveLogits], 0), Tensor.Zeros([2, Queries]));
        prompts.ScoreLogits.RequiresGrad = true;
        PptLossWeights scoreOnly = new() { MaskCrossEntropy = 0, Dice = 0, PointDistance = 1e-6, PointLabel = 0, Score = 1, ScoreSmoothing = 0.1, Unmatched = 0 };
        PptLoss loss = new PptObjective(scoreOnly, _sam, new PptPrompting()).Compute(prompts, Tensor.Cat([Embedding(), Embedding()], 0), [Sample(1), SampleTargets.None]);
        loss.Loss.Backward();

        float[] gradient = prompts.ScoreLogits.Gradient()!.ToArray<float>();
        Assert.Equal(1, gradient[..Queries].Count(value => value < 0));
        Assert.Equal([0.4, 0.4, 0.4], gradient[Queries..].Select(Round));
        Assert.All(one.Coordinates.Gradient()!.ToArray<float>(), value => Assert.InRange(value, -1e-5, 1e-5));
        Assert.InRange(loss.ReferentTop, 0, 1);
    }

    [Fact]
    public void The_pointer_loses_what_it_attends_to_outside_the_mask()
    {
        using TensorScope scope = TensorScope.Begin();
        PptLossWeights placeOnly = new() { MaskCrossEntropy = 0, Dice = 0, PointDistance = 1e-6, PointLabel = 0, Score = 0, Place = 1 };
        float[] attention = [.. Enumerable.Repeat((float[])[0.1f, 0.2f, 0.3f, 0.4f], Queries).SelectMany(row => row)];
        PointPrompts prompts = Prompts() with { Places = Tensor.From(attention, 1, Queries, 4) };
        SampleTargets sample = Sample(1) with { Places = [[1, 0.5f, 0, 0]] };

        PptLoss loss = new PptObjective(placeOnly, _sam, new PptPrompting()).Compute(prompts, Embedding(), [sample]);

        Assert.Equal(-Math.Log(0.2), loss.Terms["place"].Item(), 3);
        Assert.Equal(loss.Terms["place"].Item(), loss.Loss.Item(), 3);
    }

    private static double Round(double value) => Math.Round(value, 5);

    private static double Round(float value) => Math.Round(value, 5);

    private static float[] Row(float[] values, int query, int length) => values[(query * length)..((query + 1) * length)];

    private static PointPrompts Prompts()
    {
        CounterRandom random = new(6);
        Tensor coordinates = Tensor.From([.. Enumerable.Range(0, Queries * Points * 2).Select(_ => (float)random.NextDouble())], 1, Queries, Points, 2);
        Tensor labels = Tensor.From([.. Enumerable.Range(0, Queries * Points).Select(_ => (float)random.Between(-1, 1))], 1, Queries, Points);
        Tensor scores = Tensor.Zeros([1, Queries]);
        foreach (Tensor leaf in (Tensor[])[coordinates, labels, scores])
        {
            leaf.RequiresGrad = true;
        }

        return new PointPrompts(coordinates, labels, scores);
    }

    /// <summary>One of the queries.</summary>
    private static PointPrompts Only(PointPrompts prompts, int query) => new(
        prompts.Coordinates.Narrow(1, query, 1), prompts.PositiveLogits.Narrow(1, query, 1), prompts.ScoreLogits.Narrow(1, query, 1));

    private static Tensor Embedding()
    {
        CounterRandom random = new(7);
        (int channels, int grid) = (MicroPreset.Sam.OutputChannels, MicroPreset.Sam.Grid);
        return Tensor.From([.. Enumerable.Range(0, channels * grid * grid).Select(_ => (float)random.Between(-1, 1))], 1, channels, grid, grid);
    }

    /// <summary>Candidates with these scores, the left half of the picture their mask.</summary>
    private static SampleTargets Sample(params double[] scores)
    {
        int side = MicroPreset.Sam.MaskSide;
        float[] mask = [.. Enumerable.Range(0, side * side).Select(i => i % side < side / 2 ? 1f : 0)];
        PointTarget[] targets = [.. scores.Select((score, i) => new PointTarget([0.1f, 0.2f, 0.7f, 0.3f, 0.4f, 0.8f, 0.9f, 0.6f], [true, false, true, i == 1], score))];
        return new SampleTargets(targets, [.. targets.Select(_ => mask)], new ImageSize(MicroPreset.Sam.ImageSize, MicroPreset.Sam.ImageSize));
    }
}
