using Referent.Models.Tris;
using Referent.Torch;
using Referent.Training.Losses;

namespace Referent.Training.Tests.Losses;

public sealed class TrisLossTests
{
    /// <summary>Half the distance between the two points of a finite difference. Chosen: truncation and rounding meet near here in Float64.</summary>
    private const double Step = 1e-5;

    /// <summary>Largest difference of a gradient from the finite difference, relative to gradients above 1.</summary>
    private const double Tolerance = 1e-7;

    [Fact]
    public void Classification_is_the_mean_over_images_and_texts_of_the_cross_entropy()
    {
        using TensorScope scope = TensorScope.Begin();
        double loss = TrisLosses.Classification(Tensor.From([2f, -1, 0, 3], 2, 2), Tensor.From([1f, 0, 0, 1], 2, 2)).Item();
        Assert.Equal((Softplus(-2) + Softplus(-1) + Softplus(0) + Softplus(-3)) / 4, loss, 1e-6);
    }

    [Fact]
    public void The_positive_part_of_calibration_is_bounded()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor shown = Tensor.From([1f, 0, 3, 4, 0, 1], 3, 2);
        Tensor texts = Tensor.From([5f, 0, 1, 0, 0, -2], 3, 2);         // cosines 1, 0.6, -1
        double expected = -(Math.Log(0.9999) + Math.Log(0.6) + Math.Log(1e-4)) / 3;
        Assert.Equal(expected, TrisLosses.PositiveCalibration(shown, texts).Item(), 1e-4);
    }

    [Theory]
    [InlineData(NegativeReduction.Sum, 2)]
    [InlineData(NegativeReduction.Mean, 1)]
    public void The_negative_part_of_calibration_sums_or_averages_over_the_texts(NegativeReduction reduction, double factor)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor shown = Tensor.From([3f, 4, 1, 0], 2, 2);
        Tensor negatives = Tensor.From([1f, 0, 0, 1, -2, 0, 0, 7], 2, 2, 2);        // cosines 0.6, 0.8; -1, 0
        double mean = -(Math.Log(0.4) + Math.Log(0.2) + Math.Log(2) + Math.Log(1)) / 4;
        Assert.Equal(factor * mean, TrisLosses.NegativeCalibration(shown, negatives, reduction).Item(), 1e-5);
    }

    [Fact]
    public void Segmentation_sums_the_levels()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor masks = Tensor.From([1f, 0], 1, 1, 1, 2);
        Tensor first = Tensor.From([1f, 1], 1, 1, 1, 2);
        Tensor second = Tensor.From([4f, -4], 1, 1, 1, 2);
        Assert.Equal(((Softplus(-1) + Softplus(1)) / 2) + Softplus(-4), TrisLosses.Segmentation([first, second], masks).Item(), 1e-6);
    }

    public static TheoryData<string> Losses => ["classification", "positive", "negative"];

    /// <summary>From the response maps, through score or shaded picture, to each loss of the first stage.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void Gradients_of_the_first_stage_are_those_of_finite_differences(string loss)
    {
        using TensorScope scope = TensorScope.Begin();
        Random random = new(11);
        double[] values = [.. Enumerable.Range(0, 2 * 3 * 2 * 2).Select(_ => (random.NextDouble() * 4) - 2)];
        Tensor leaf = Tensor.From(values, 2, 3, 2, 2);
        leaf.RequiresGrad = true;
        Compute(leaf).Backward();
        double[] gradient = leaf.Gradient()!.ToArray<double>();
        Assert.Contains(gradient, value => Math.Abs(value) > 1e-3);
        using NoGrad none = NoGrad.Begin();
        for (int i = 0; i < values.Length; i++)
        {
            double difference = (At(i, Step) - At(i, -Step)) / (2 * Step);
            Assert.InRange(Math.Abs(gradient[i] - difference) / Math.Max(1, Math.Abs(difference)), 0, Tolerance);
        }

        double At(int index, double step)
        {
            double[] moved = [.. values];
            moved[index] += step;
            return Compute(Tensor.From(moved, 2, 3, 2, 2)).Item();
        }

        Tensor Compute(Tensor responses)
        {
            Tensor Fixed(params long[] shape)
            {
                Random fixedDraw = new(5);
                long count = shape.Aggregate(1L, (product, size) => product * size);
                return Tensor.From<double>([.. Enumerable.Range(0, (int)count).Select(_ => fixedDraw.NextDouble() - 0.3)], shape);
            }

            if (loss == "classification")
            {
                return TrisLosses.Classification(ClassificationScore.Compute(responses), Tensor.From([1.0, 0, 0, 0, 1, 0], 2, 3));
            }

            // A linear map stands for the frozen CLIP.
            Tensor map = responses.Narrow(1, 0, 1).ResizeBilinear(4, 4).Sigmoid();
            Tensor shown = MaskedPicture.Create(Fixed(2, 3, 4, 4), map, 3, MaskedColours.AsReleased).Reshape(2, 27).MatMul(Fixed(27, 5));
            return loss == "positive"
                ? TrisLosses.PositiveCalibration(shown, Fixed(2, 5))
                : TrisLosses.NegativeCalibration(shown, Fixed(2, 2, 5), NegativeReduction.Mean);
        }
    }

    private static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
}
