using Referent.Imaging.Geometry;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Training.Losses;

namespace Referent.Training.Ppt.Objective;

/// <summary>What a step is measured by.</summary>
/// <param name="Loss">Rank 0; the innermost scope's.</param>
/// <param name="Terms">It and its unweighted terms by name, each rank 0, in the same memory; the innermost scope's.</param>
/// <param name="ReferentTop">Share of samples with a referent whose highest-scored query is the one matched to it; 0 without any.</param>
public sealed record PptLoss(Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms, double ReferentTop);

/// <summary>The pseudo-labels of one sample of a batch.</summary>
/// <param name="Targets">E candidates: points and score; none where nothing in the picture is meant.</param>
/// <param name="Masks">For each candidate its mask at the resolution of SAM's logits, [M, M] in [0, 1]; empty for one that is not decoded.</param>
/// <param name="Frame">Size of the picture inside SAM's input, before padding.</param>
public sealed record SampleTargets(IReadOnlyList<PointTarget> Targets, IReadOnlyList<float[]> Masks, ImageSize Frame)
{
    /// <summary>Of a picture in which nothing is meant.</summary>
    public static SampleTargets None { get; } = new([], [], new ImageSize(1, 1));

    /// <summary>[h * w] for each: what of each image token the mask covers, over the greatest; nothing where no term of the loss asks.</summary>
    public IReadOnlyList<float[]> Places { get; init; } = [];
}

/// <summary>
/// PPT's objective: mask, point and score losses of matched queries, score loss of the others. Source: PPT, section 3.1.2. Differs:
/// queries are matched by points and scores, and only matched queries are decoded, unless asked otherwise.
/// </summary>
/// <param name="weights">Of the terms.</param>
/// <param name="sam">Frozen; borrowed.</param>
/// <param name="prompting">How points prompt SAM.</param>
/// <param name="maskShare">Times the weights of both mask terms; 0 decodes nothing.</param>
public sealed class PptObjective(PptLossWeights weights, SamModel sam, PptPrompting prompting, double maskShare = 1)
{
    /// <summary>Keeps the logarithm of an attention of 0 finite.</summary>
    private const double Epsilon = 1e-4;

    private readonly PointMatcher _matcher = new(weights, inOrder: prompting.Targets == TargetPoints.Grid);

    /// <param name="prompts">Of the generator, for B samples.</param>
    /// <param name="embedding">[B, C, G, G] of the frozen SAM.</param>
    /// <param name="samples">B of them.</param>
    /// <param name="nouns">B of them, what the referents are called; none where nothing learns from it.</param>
    /// <returns>Not a number, and no other term, where the prompts are not finite.</returns>
    public PptLoss Compute(PointPrompts prompts, Tensor embedding, IReadOnlyList<SampleTargets> samples, IReadOnlyList<string>? nouns = null)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(samples);

        // Axes: B samples, K queries, M points, P matched pairs, R of them decoded.
        (long k, long m) = (prompts.PositiveLogits.Size(1), prompts.PositiveLogits.Size(2));
        float[][]? maskCosts = prompting.MatchMasks && maskShare > 0 ? MaskCosts(prompts, embedding, samples) : null;
        if (MatchedPairs.Collect(_matcher, prompts, samples, maskCosts) is not { } pairs)
        {
            Tensor broken = prompts.Coordinates.Sum() + prompts.PositiveLogits.Sum() + prompts.ScoreLogits.Sum() + double.NaN;
            return new PptLoss(broken, new Dictionary<string, Tensor> { ["loss"] = broken }, ReferentTop: 0);
        }

        Tensor rows = TensorLike(embedding, pairs.Rows, pairs.Count);                                                          // [P] into B * K
        Tensor coordinates = prompts.Coordinates.Reshape(-1, m, 2).IndexSelect(0, rows);                                   // [P, M, 2]
        Tensor labels = prompts.PositiveLogits.Reshape(-1, m).IndexSelect(0, rows);                                        // [P, M]
        Tensor pairWeights = TensorLike(embedding, pairs.PairWeights(weights.Context), pairs.Count, 1);                        // [P, 1], sum 1
        Tensor away = (coordinates - TensorLike(embedding, pairs.Points, pairs.Count, m, 2)).Abs().Sum([-1]);                  // [P, M]
        Tensor wrong = labels.BinaryCrossEntropyWithLogits(TensorLike(embedding, pairs.Positive, pairs.Count, m));             // [P, M]
        Tensor distance = (away * pairWeights).Sum() * (1.0 / m);
        Tensor label = (wrong * pairWeights).Sum() * (1.0 / m);

        Tensor nothing = Tensor.Zeros([], device: embedding.Device);
        Tensor noun = weights.Noun > 0 && nouns is not null && prompts.Responses is { } responses
            ? new NounContrast(responses, nouns).Compute(samples)
            : nothing;
        Tensor place = prompts.Places is { } places && weights.Place > 0 ? PlaceTerm(places, rows, pairs, pairWeights) : nothing;

        (Tensor crossEntropy, Tensor dice) = maskShare > 0 ? MaskTerms(pairs, coordinates, labels, embedding) : (nothing, nothing);
        Tensor referents = TensorLike(embedding, pairs.ScoreTargets, samples.Count, k);                                        // [B, K]
        Tensor scoreTargets = (referents * (1 - (2 * weights.ScoreSmoothing))) + weights.ScoreSmoothing;
        Tensor scoreWeights = TensorLike(embedding, pairs.ScoreWeights(weights.Unmatched), samples.Count, k);
        Tensor score = (prompts.ScoreLogits.BinaryCrossEntropyWithLogits(scoreTargets) * scoreWeights).Sum() * (1.0 / pairs.Count);

        Tensor loss = (((crossEntropy * weights.MaskCrossEntropy) + (dice * weights.Dice)) * maskShare) + (distance * weights.PointDistance)
            + (label * weights.PointLabel) + (score * weights.Score) + (place * weights.Place) + (noun * weights.Noun);
        Dictionary<string, Tensor> terms = new()
        {
            ["loss"] = loss,
            ["maskCrossEntropy"] = crossEntropy,
            ["dice"] = dice,
            ["pointDistance"] = distance,
            ["pointLabel"] = label,
            ["score"] = score,
            ["place"] = place,
            ["noun"] = noun,
        };
        return new PptLoss(loss, terms, pairs.ReferentTop());
    }

    /// <summary>Mean, rank 0, of less the logarithm of the attention inside the masks.</summary>
    private static Tensor PlaceTerm(Tensor places, Tensor rows, MatchedPairs pairs, Tensor pairWeights)
    {
        Tensor attention = places.Reshape(-1, places.Size(2)).IndexSelect(0, rows);                                        // [P, hw]
        Tensor inside = (attention * TensorLike(places, pairs.Places, pairs.Count, places.Size(2))).Sum([-1], keepDim: true);  // [P, 1]
        return -((inside + Epsilon).Log() * pairWeights).Sum();
    }

    /// <summary>Mean losses of the decoded masks, rank 0.</summary>
    private (Tensor CrossEntropy, Tensor Dice) MaskTerms(MatchedPairs pairs, Tensor coordinates, Tensor labels, Tensor embedding)
    {
        // Axes: P matched pairs, R of them decoded, M points.
        long[] decoded = pairs.Decoded(weights.Context);
        Tensor chosen = TensorLike(embedding, decoded, decoded.Length);                                                        // [R] of the P pairs
        Tensor points = (coordinates * TensorLike(embedding, pairs.Frames, pairs.Count, 1, 2)).IndexSelect(0, chosen);         // [R, M, 2]
        Tensor images = embedding.IndexSelect(0, TensorLike(embedding, pairs.Samples, pairs.Count).IndexSelect(0, chosen));
        Tensor logits = Decode(images, points, labels.IndexSelect(0, chosen));                                             // [R, 4G, 4G]
        Tensor masks = TensorLike(embedding, pairs.Masks(decoded), decoded.Length, sam.Config.MaskSide, sam.Config.MaskSide);
        return (MaskLosses.BinaryCrossEntropy(logits, masks).Mean(), MaskLosses.Dice(logits, masks).Mean());
    }

    /// <summary>For each sample [E, K]: the weighted mask terms of each query with each candidate.</summary>
    private float[][] MaskCosts(PointPrompts prompts, Tensor embedding, IReadOnlyList<SampleTargets> samples)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        (int b, long k, long m, int side) = (samples.Count, prompts.PositiveLogits.Size(1), prompts.PositiveLogits.Size(2), sam.Config.MaskSide);
        float[] sizes = [.. samples.SelectMany(sample => (float[])[sample.Frame.Width, sample.Frame.Height])];
        Tensor frames = TensorLike(embedding, sizes, b, 1, 1, 2);
        long[] owners = [.. Enumerable.Range(0, (int)(b * k)).Select(row => row / k)];
        Tensor logits = Decode(
            embedding.IndexSelect(0, TensorLike(embedding, owners, owners.Length)),
            (prompts.Coordinates * frames).Reshape(-1, m, 2),
            prompts.PositiveLogits.Reshape(-1, m));
        return [.. samples.Select((sample, i) => sample.Masks.SelectMany(mask => MaskCost(logits.Narrow(0, i * k, k), mask, side)).ToArray())];
    }

    /// <summary>[K]: the weighted mask terms of K masks with one target.</summary>
    private float[] MaskCost(Tensor logits, float[] mask, int side)
    {
        Tensor targets = TensorLike(logits, mask, 1, side, side).Expand(logits.Size(0), side, side);
        Tensor crossEntropy = MaskLosses.BinaryCrossEntropy(logits, targets) * weights.MaskCrossEntropy;
        Tensor dice = MaskLosses.Dice(logits, targets) * weights.Dice;
        return (crossEntropy + dice).Mul(maskShare).ToArray<float>();
    }

    /// <summary>[R, 4G, 4G]: logits of the masks that points in SAM's input, [R, M, 2], with logits of their labels, [R, M], prompt.</summary>
    private Tensor Decode(Tensor images, Tensor points, Tensor labels)
    {
        SamPrompts prompts = prompting.SoftLabels
            ? new() { Points = points, Positivity = labels.Sigmoid() }
            : new() { Points = points, Labels = labels.GreaterThan(0).To(DType.Int64) };
        return sam.Decode(images, prompts, prompting.Multimask).Best();
    }

    /// <summary>Numbers as a tensor in the memory where another is.</summary>
    private static Tensor TensorLike<T>(Tensor other, T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => Tensor.From<T>(values, shape, other.Device);
}
