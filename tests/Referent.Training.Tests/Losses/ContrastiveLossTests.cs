using Referent.Torch;
using Referent.Training.Losses;

namespace Referent.Training.Tests.Losses;

public sealed class ContrastiveLossTests
{
    /// <summary>Float32 has 7 digits.</summary>
    private const double Tolerance = 1e-6;

    private static readonly float[] Axes = [1, 0, 0, 1];
    private static readonly double[] Texts = [0.4, -0.3, 1.1, 0.7, 0.9, -0.8];

    [Fact]
    public void Two_orthogonal_pairs_lose_by_hand()
    {
        // Logits are 1 for the pair and 0 for the other: -log(e / (e + 1)) in every row and column.
        Assert.Equal(Math.Log(Math.E + 1) - 1, Loss(Axes, Axes, 0, [0, 1]), Tolerance);
        Assert.Equal(Math.Log(Math.E + 1), Loss(Axes, [0, 1, 1, 0], 0, [0, 1]), Tolerance);
        Assert.Equal(Math.Log(Math.Exp(10) + 1) - 10, Loss(Axes, Axes, Math.Log(10), [0, 1]), Tolerance);
    }

    [Fact]
    public void Equal_captions_share_their_pictures()
    {
        Assert.Equal(Math.Log(Math.E + 1) - 0.5, Loss(Axes, Axes, 0, [7, 7]), Tolerance);
        Assert.Equal(Math.Log(2), Loss(Axes, [1, 1, 1, 1], 3, [7, 7]), Tolerance);
    }

    [Fact]
    public void Only_directions_count() =>
        Assert.Equal(Loss(Axes, [0.6f, 0.8f, 1, 0], 1, [0, 1]), Loss([3, 0, 0, 0.2f], [6, 8, 0.5f, 0], 1, [0, 1]), Tolerance);

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        double[] images = [1.2, 0.1, -0.6, 0.5, -0.2, 0.8];
        int[] captions = [0, 1, 0];
        FiniteDifferences.Check(leaf => ContrastiveLoss.Compute(leaf, Tensor.From(Texts, 3, 2), Tensor.Scalar(0.7, DType.Float64), captions), images, 3, 2);
        FiniteDifferences.Check(leaf => ContrastiveLoss.Compute(Tensor.From(images, 3, 2), leaf, Tensor.Scalar(0.7, DType.Float64), captions), Texts, 3, 2);
        FiniteDifferences.Check(leaf => ContrastiveLoss.Compute(Tensor.From(images, 3, 2), Tensor.From(Texts, 3, 2), leaf.Reshape(), captions), [0.7], 1);
    }

    private static double Loss(float[] images, float[] texts, double logScale, int[] captions)
    {
        using TensorScope scope = TensorScope.Begin();
        return ContrastiveLoss.Compute(Tensor.From(images, 2, 2), Tensor.From(texts, 2, 2), Tensor.Scalar(logScale), captions).Item();
    }
}
