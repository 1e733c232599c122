using Referent.Torch;
using Referent.Training.Losses;

namespace Referent.Training.Tests.Losses;

public sealed class MaskLossesTests
{
    /// <summary>Float32 has 7 digits.</summary>
    private const double Tolerance = 1e-6;

    private static readonly double[] Logits = [0.3, -1.2, 2.1, -0.4, 1.7, 0.9, -2.2, 0.1];

    [Fact]
    public void Dice_is_by_hand_one_minus_twice_the_overlap_over_the_sum()
    {
        // Probabilities of a half: (2 * 0.5 + 1) / (4 * 0.5 + 1 + 1) on one of four pixels.
        float[] dice = Values(MaskLosses.Dice, [0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 1, 1, 1, 1]);
        Assert.Equal([0.5, 1 - (5.0 / 7)], dice.Select(value => (double)value), (a, b) => Math.Abs(a - b) < Tolerance);
    }

    [Fact]
    public void Sure_masks_lose_nothing_where_right_also_where_both_are_empty()
    {
        float[] right = [50, 50, -50, -50, -50, -50, -50, -50];
        float[] truth = [1, 1, 0, 0, 0, 0, 0, 0];
        Assert.All(Values(MaskLosses.Dice, right, truth).Concat(Values(MaskLosses.BinaryCrossEntropy, right, truth)), value => Assert.Equal(0, value, Tolerance));
        Assert.Equal([2.0 / 3, 0], Values(MaskLosses.Dice, [50, -50, -50, -50, -50, -50, -50, -50], [0, 1, 0, 0, 0, 0, 0, 0]).Select(value => (double)value), (a, b) => Math.Abs(a - b) < Tolerance);
    }

    [Fact]
    public void Cross_entropy_is_by_hand_the_mean_over_the_pixels_of_each_mask()
    {
        float[] values = Values(MaskLosses.BinaryCrossEntropy, [0, 0, 0, 0, 2, 2, -2, -2], [1, 0, 0.5f, 1, 1, 0, 1, 0]);
        double right = Math.Log(1 + Math.Exp(-2)), wrong = Math.Log(1 + Math.Exp(2));
        Assert.Equal(Math.Log(2), values[0], Tolerance);
        Assert.Equal((right + wrong) / 2, values[1], Tolerance);
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        FiniteDifferences.Check(logits => MaskLosses.Dice(logits, Targets()).Sum(), Logits, 2, 2, 2);
        FiniteDifferences.Check(logits => MaskLosses.BinaryCrossEntropy(logits, Targets()).Sum(), Logits, 2, 2, 2);

        static Tensor Targets() => Tensor.From([1, 0, 0.25, 1, 0, 0, 1, 0.5], 2, 2, 2);
    }

    private static float[] Values(Func<Tensor, Tensor, Tensor> loss, float[] logits, float[] targets)
    {
        using TensorScope scope = TensorScope.Begin();
        return loss(Tensor.From(logits, 2, 2, 2), Tensor.From(targets, 2, 2, 2)).ToArray<float>();
    }
}
