using Referent.Torch;

namespace Referent.Training.Tests.Losses;

/// <summary>Holds a gradient to central differences in Float64.</summary>
internal static class FiniteDifferences
{
    /// <summary>Truncation and rounding of a difference meet near this step.</summary>
    private const double Step = 1e-5;

    private const double Tolerance = 1e-7;

    /// <param name="loss">Rank 0 from a tensor like <paramref name="at"/>.</param>
    /// <param name="at">Where to differentiate.</param>
    /// <param name="shape">Of that tensor.</param>
    public static void Check(Func<Tensor, Tensor> loss, double[] at, params long[] shape)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor leaf = Tensor.From(at, shape);
        leaf.RequiresGrad = true;
        loss(leaf).Backward();
        double[] gradient = leaf.Gradient()!.ToArray<double>();
        for (int i = 0; i < at.Length; i++)
        {
            double difference = (LossAt(i, Step) - LossAt(i, -Step)) / (2 * Step);
            Assert.True(Math.Abs(difference - gradient[i]) <= Tolerance * Math.Max(1, Math.Abs(difference)), $"element {i}: {gradient[i]}, by differences {difference}");
        }

        Assert.Contains(gradient, value => value != 0);

        double LossAt(int element, double offset)
        {
            using NoGrad noGrad = NoGrad.Begin();
            double[] moved = [.. at];
            moved[element] += offset;
            return loss(Tensor.From(moved, shape)).Item();
        }
    }
}
