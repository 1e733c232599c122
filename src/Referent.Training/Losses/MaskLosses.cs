using Referent.Torch;

namespace Referent.Training.Losses;

/// <summary>Losses between mask logits and masks, one value per mask.</summary>
public static class MaskLosses
{
    /// <summary>Added to both sides of the quotient so that empty masks do not divide by zero. Source: DETR, dice_loss.</summary>
    private const double DiceSmoothing = 1;

    /// <summary>1 - 2 |P T| / (|P| + |T|) with P the sigmoid of the logits. Source: Milletari et al. 2016.</summary>
    /// <param name="logits">[N, H, W]</param>
    /// <param name="targets">[N, H, W] in [0, 1].</param>
    /// <returns>[N] in [0, 1].</returns>
    public static Tensor Dice(Tensor logits, Tensor targets)
    {
        using TensorScope scope = TensorScope.Begin();
        long[] pixels = [-2, -1];
        Tensor probability = logits.Sigmoid();
        Tensor overlap = (probability * targets).Sum(pixels) * 2 + DiceSmoothing;
        Tensor total = probability.Sum(pixels) + targets.Sum(pixels) + DiceSmoothing;
        return scope.Keep((overlap / total).Mul(-1) + 1);
    }

    /// <summary>Mean binary cross-entropy over the pixels of each mask.</summary>
    /// <param name="logits">[N, H, W]</param>
    /// <param name="targets">[N, H, W] in [0, 1].</param>
    /// <returns>[N], non-negative.</returns>
    public static Tensor BinaryCrossEntropy(Tensor logits, Tensor targets)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(logits.BinaryCrossEntropyWithLogits(targets).Mean([-2, -1]));
    }
}
