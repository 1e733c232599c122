using Referent.Torch;

namespace Referent.Training.Losses;

/// <summary>Losses of both stages of TRIS. Source: Liu et al., ICCV 2023, and the official program.</summary>
public static class TrisLosses
{
    /// <summary>Bounds of the cosine with an image's own text, so that the logarithm stays finite. Source: the official program.</summary>
    private const double LeastCosine = 1e-4;

    /// <inheritdoc cref="LeastCosine"/>
    private const double GreatestCosine = 0.9999;

    /// <summary>Whether each image speaks of each text: the multi-label soft margin of equation (7).</summary>
    /// <param name="scores">[B, N], by <see cref="Models.Tris.ClassificationScore"/>; borrowed.</param>
    /// <param name="own">[B, N]: 1 where the text is the image's own, else 0; borrowed.</param>
    /// <returns>Rank 0; the caller's.</returns>
    public static Tensor Classification(Tensor scores, Tensor own)
    {
        ArgumentNullException.ThrowIfNull(scores);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(scores.BinaryCrossEntropyWithLogits(own).Mean());
    }

    /// <summary>Whether what an image's own map shows fits its own text: the first part of equation (8).</summary>
    /// <param name="shown">[B, E]: a frozen CLIP's vectors of the pictures seen through their maps; borrowed.</param>
    /// <param name="texts">[B, E]: its vectors of their own texts; borrowed.</param>
    /// <returns>Rank 0; the caller's.</returns>
    public static Tensor PositiveCalibration(Tensor shown, Tensor texts)
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(texts);
        using TensorScope scope = TensorScope.Begin();
        Tensor cosines = (shown.Normalise(1) * texts.Normalise(1)).Sum([1]);                                // [B]
        return scope.Keep(-cosines.Clamp(LeastCosine, GreatestCosine).Log().Mean());
    }

    /// <summary>Whether what an image's own map shows fits no text of something else in the same image: the second part of equation (8).</summary>
    /// <param name="shown">[B, E], as above; borrowed.</param>
    /// <param name="negatives">[B, K, E]: vectors of the other texts, K at least 1; borrowed.</param>
    /// <param name="reduction">What becomes of an image's K terms.</param>
    /// <returns>Rank 0; the caller's.</returns>
    public static Tensor NegativeCalibration(Tensor shown, Tensor negatives, NegativeReduction reduction)
    {
        ArgumentNullException.ThrowIfNull(shown);
        ArgumentNullException.ThrowIfNull(negatives);
        using TensorScope scope = TensorScope.Begin();
        Tensor cosines = (negatives.Normalise(2) * shown.Normalise(1).Unsqueeze(1)).Sum([2]);               // [B, K]
        Tensor terms = -(-cosines + 1).Log();
        return scope.Keep(reduction == NegativeReduction.Mean ? terms.Mean() : terms.Sum([1]).Mean());
    }

    /// <summary>The second stage's loss: binary cross-entropy of every level with the same masks, summed.</summary>
    /// <param name="levels">Each [B, 1, H, W], logits; borrowed.</param>
    /// <param name="masks">[B, 1, H, W] in [0, 1]; borrowed.</param>
    /// <returns>Rank 0; the caller's.</returns>
    public static Tensor Segmentation(IReadOnlyList<Tensor> levels, Tensor masks)
    {
        ArgumentNullException.ThrowIfNull(levels);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(levels.Select(level => level.BinaryCrossEntropyWithLogits(masks).Mean()).Aggregate((sum, term) => sum + term));
    }
}

/// <summary>What becomes of the terms of an image's negative texts.</summary>
public enum NegativeReduction
{
    /// <summary>Their sum. Source: TRIS, equation (8).</summary>
    Sum,

    /// <summary>Their mean. Source: the official program.</summary>
    Mean,
}
