namespace Referent.Torch.Tests.Gradients;

/// <summary>
/// Compares backward with central finite differences in Float64, for a fixed weighted sum of an operator's outputs, and backward in
/// Float32, whose kernels are others, with backward in Float64. Memory layouts vary, because kernels have paths of their own for
/// views: libtorch 1.13's Float32 GELU differentiates transposed ones wrongly.
/// </summary>
internal static class GradientCheck
{
    private const int Seed = 11;

    /// <summary>Largest difference between the gradients of the two precisions, relative to gradients above 1. Chosen: 100 roundings of Float32.</summary>
    private const double SingleTolerance = 1e-5;

    public static void Run(GradientCase check)
    {
        Random random = new(Seed);
        double[][] values = [.. check.Inputs.Select(input => input.Draw(random))];
        double[][] expected = [.. values.Select((value, i) => value.Select((_, k) => Difference(check, values, i, k)).ToArray())];
        foreach (Layout layout in Enum.GetValues<Layout>())
        {
            double[][] doubles = Backward(check, values, layout, DType.Float64);
            Compare($"{check}, {layout}, Float64 against finite differences", expected, doubles, check.Tolerance);
            Compare($"{check}, {layout}, Float32 against Float64", doubles, Backward(check, values, layout, DType.Float32), SingleTolerance);
        }
    }

    private static void Compare(string what, double[][] expected, double[][] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            for (int k = 0; k < expected[i].Length; k++)
            {
                double error = Math.Abs(actual[i][k] - expected[i][k]) / Math.Max(1, Math.Abs(expected[i][k]));
                Assert.True(error <= tolerance, $"{what}: input {i}, element {k}: {actual[i][k]}, expected {expected[i][k]}");
            }
        }
    }

    private static double[][] Backward(GradientCase check, double[][] values, Layout layout, DType dtype)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] leaves = [.. values.Select((value, i) => Leaf(value, check.Inputs[i].Shape, layout, dtype))];
        bool swapped = layout == Layout.TransposedInputs;
        Tensor[] inputs = [.. leaves.Select(leaf => swapped ? SwapEnds(leaf) : leaf)];
        Loss(check.Apply(inputs), layout == Layout.TransposedGradient).Backward();
        Tensor[] gradients = [.. leaves.Select(leaf => leaf.Gradient()!.To(DType.Float64))];
        return [.. gradients.Select(gradient => (swapped ? SwapEnds(gradient) : gradient).ToArray<double>())];
    }

    private static double Difference(GradientCase check, double[][] values, int input, int element)
    {
        double middle = values[input][element];
        double difference = (LossAt(middle + check.Step) - LossAt(middle - check.Step)) / (2 * check.Step);
        values[input][element] = middle;
        return difference;

        double LossAt(double value)
        {
            using TensorScope scope = TensorScope.Begin();
            using NoGrad noGrad = NoGrad.Begin();
            values[input][element] = value;
            Tensor[] inputs = [.. values.Select((value, i) => Tensor.From<double>(value, check.Inputs[i].Shape))];
            return Loss(check.Apply(inputs), transposed: false).Item();
        }
    }

    /// <summary>A leaf whose elements are <paramref name="values"/>, read through <see cref="SwapEnds"/> where the layout says so.</summary>
    private static Tensor Leaf(double[] values, long[] shape, Layout layout, DType dtype)
    {
        Tensor plain = Tensor.From<double>(values, shape).To(dtype);
        Tensor leaf = layout == Layout.TransposedInputs ? SwapEnds(plain).Contiguous().Clone() : plain;
        leaf.RequiresGrad = true;
        return leaf;
    }

    /// <summary>A sum with fixed weights that differ between elements, so that no error hides by symmetry.</summary>
    private static Tensor Loss(Tensor output, bool transposed)
    {
        Tensor weights = Tensor.Arange(1, output.Count + 1, dtype: DType.Float64).Mul(0.7).Sin().To(output.DType).Reshape([.. output.Shape]);
        return transposed ? SwapEnds(output).Mul(SwapEnds(weights).Contiguous()).Sum() : output.Mul(weights).Sum();
    }

    private static Tensor SwapEnds(Tensor tensor) => tensor.Rank < 2 ? tensor : tensor.Transpose(0, tensor.Rank - 1);

    private enum Layout
    {
        Plain,

        /// <summary>The operator sees transposed views of the leaves.</summary>
        TransposedInputs,

        /// <summary>The gradient that arrives at the output is a transposed view.</summary>
        TransposedGradient,
    }
}
