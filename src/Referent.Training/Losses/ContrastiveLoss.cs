using Referent.Torch;

namespace Referent.Training.Losses;

/// <summary>
/// CLIP's symmetric cross-entropy over a batch. Source: Radford et al. 2021, figure 3.
/// Differs: pairs with the same caption share the target evenly, since a small world says "a cat" many times in one batch.
/// </summary>
public static class ContrastiveLoss
{
    /// <param name="images">[B, E], any length.</param>
    /// <param name="texts">[B, E], any length.</param>
    /// <param name="logScale">Logarithm of the factor on cosines, rank 0.</param>
    /// <param name="captions">Length B; equal numbers mean equal captions.</param>
    /// <returns>Rank 0.</returns>
    public static Tensor Compute(Tensor images, Tensor texts, Tensor logScale, IReadOnlyList<int> captions)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor cosines = images.Normalise(-1).MatMul(texts.Normalise(-1).Transpose(0, 1));   // [B, B]
        Tensor logits = cosines * logScale.Exp();
        Tensor targets = Targets(captions);
        Tensor loss = CrossEntropy(logits, targets) + CrossEntropy(logits.Transpose(0, 1), targets);
        return scope.Keep(loss * 0.5);
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor targets) => -(logits.LogSoftmax(1) * targets).Sum([1]).Mean();

    /// <summary>[B, B]: row i spreads 1 evenly over the texts equal to text i. Symmetric.</summary>
    private static Tensor Targets(IReadOnlyList<int> captions)
    {
        int n = captions.Count;
        float[] targets = new float[n * n];
        for (int i = 0; i < n; i++)
        {
            float share = 1f / captions.Count(caption => caption == captions[i]);
            for (int j = 0; j < n; j++)
            {
                targets[(i * n) + j] = captions[j] == captions[i] ? share : 0;
            }
        }

        return Tensor.From(targets, n, n);
    }
}
