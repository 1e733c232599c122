using static Referent.Torch.Tests.Gradients.Input;

namespace Referent.Torch.Tests.Gradients;

/// <summary>The registry that <see cref="GradientTests"/> holds against the public methods of <see cref="Tensor"/>.</summary>
internal static class GradientCases
{
    /// <summary>Operators without a gradient, and why.</summary>
    public static IReadOnlyDictionary<string, string> WithoutGradient { get; } = new Dictionary<string, string>
    {
        ["From(ReadOnlySpan`1, ReadOnlySpan`1, Nullable`1)"] = "makes a leaf",
        ["From(T[], ReadOnlySpan`1)"] = "makes a leaf",
        ["Scalar(Double, DType)"] = "makes a leaf",
        ["Zeros(Int64[], DType, Nullable`1)"] = "makes a leaf",
        ["Empty(Int64[], DType, Nullable`1)"] = "makes a leaf",
        ["Ones(Int64[], DType, Nullable`1)"] = "makes a leaf",
        ["Full(Double, Int64[], DType, Nullable`1)"] = "makes a leaf",
        ["Arange(Double, Double, Double, DType, Nullable`1)"] = "makes a leaf",
        ["Detach()"] = "leaves the graph",
        ["Gradient()"] = "a gradient itself",
        ["ArgMax(Int32)"] = "gives indices",
        ["GreaterThan(Double)"] = "gives truth values",
        ["EqualTo(Double)"] = "gives truth values",
    };

    public static IReadOnlyList<GradientCase> All { get; } = [.. Arithmetic(), .. Functions(), .. Products(), .. Reductions(), .. Shapes(), .. Layers(), .. Losses()];

    private static IEnumerable<GradientCase> Arithmetic() =>
    [
        new("Add(Tensor, Double)", x => x[0].Add(x[1], 0.3), Signed(3, 4), Signed(4)),
        new("Add(Double)", x => x[0].Add(0.3), Signed(3, 4)),
        new("Sub(Tensor)", x => x[0].Sub(x[1]), Signed(3, 4), Signed(3, 1)),
        new("Mul(Tensor)", x => x[0].Mul(x[1]), Signed(3, 4), Signed(4)),
        new("Mul(Double)", x => x[0].Mul(-1.7), Signed(3, 4)),
        new("Div(Tensor)", x => x[0].Div(x[1]), Signed(3, 4), Positive(3, 1)),
        new("op_Addition(Tensor, Tensor)", x => x[0] + x[1], Signed(3), Signed(3)),
        new("op_Addition(Tensor, Double)", x => x[0] + 2.0, Signed(3)),
        new("op_Subtraction(Tensor, Tensor)", x => x[0] - x[1], Signed(3), Signed(3)),
        new("op_Multiply(Tensor, Tensor)", x => x[0] * x[1], Signed(3), Signed(3)),
        new("op_Multiply(Tensor, Double)", x => x[0] * 2.0, Signed(3)),
        new("op_Division(Tensor, Tensor)", x => x[0] / x[1], Signed(3), Positive(3)),
        new("op_UnaryNegation(Tensor)", x => -x[0], Signed(3)),
        new("Where(Tensor, Tensor, Tensor)", x => Tensor.Where(Mask(3, 4), x[0], x[1]), Signed(3, 4), Signed(4)),
        new("MaskedFill(Tensor, Double)", x => x[0].MaskedFill(Mask(3, 4), -2), Signed(3, 4)),
        new("Clone()", x => x[0].Clone(), Signed(3, 4)),
        new("To(Device)", x => x[0].To(Device.Cpu), Signed(3, 4)),
        new("To(DType)", x => x[0].To(DType.Float32).To(DType.Float64), Signed(3, 4)) { Step = 1e-2, Tolerance = 1e-4 }, // Float32 has 7 digits
    ];

    private static IEnumerable<GradientCase> Functions() =>
    [
        new("Pow(Double)", x => x[0].Pow(1.7), Positive(3, 4)),
        new("Neg()", x => x[0].Neg(), Signed(3, 4)),
        new("Abs()", x => x[0].Abs(), Signed(3, 4)),
        new("Exp()", x => x[0].Exp(), Signed(3, 4)),
        new("Log()", x => x[0].Log(), Positive(3, 4)),
        new("Sqrt()", x => x[0].Sqrt(), Positive(3, 4)),
        new("Rsqrt()", x => x[0].Rsqrt(), Positive(3, 4)),
        new("Sin()", x => x[0].Sin(), Signed(3, 4)),
        new("Cos()", x => x[0].Cos(), Signed(3, 4)),
        new("Clamp(Double, Double)", x => x[0].Clamp(-0.7, 0.8), Signed(3, 4)),
        new("GeluErf()", x => x[0].GeluErf(), Signed(2, 3, 4)),
        new("QuickGelu()", x => x[0].QuickGelu(), Signed(3, 4)),
        new("Relu()", x => x[0].Relu(), Signed(3, 4)),
        new("Sigmoid()", x => x[0].Sigmoid(), Signed(3, 4)),
        new("Softplus()", x => x[0].Softplus(), Signed(3, 4)),
    ];

    private static IEnumerable<GradientCase> Products() =>
    [
        new("MatMul(Tensor)", x => x[0].MatMul(x[1]), Signed(2, 3), Signed(3, 4)),
        new("MatMul(Tensor)", x => x[0].MatMul(x[1]), Signed(2, 1, 2, 3), Signed(2, 3, 2)),
        new("BatchMatMul(Tensor)", x => x[0].BatchMatMul(x[1]), Signed(2, 2, 3), Signed(2, 3, 2)),
        new("AddBatchMatMul(Tensor, Tensor)", x => x[0].AddBatchMatMul(x[1], x[2]), Signed(2, 3, 2), Signed(2, 3, 4), Signed(2, 4, 2)),
        new("Linear(Tensor, Tensor)", x => x[0].Linear(x[1], x[2]), Signed(2, 3, 4), Signed(5, 4), Signed(5)),
        new("Linear(Tensor, Tensor)", x => x[0].Linear(x[1], null), Signed(3, 4), Signed(5, 4)),
    ];

    private static IEnumerable<GradientCase> Reductions() =>
    [
        new("Sum()", x => x[0].Sum(), Signed(3, 4)),
        new("Sum(Int64[], Boolean)", x => x[0].Sum([0, 2], keepDim: true), Signed(2, 3, 2)),
        new("Mean()", x => x[0].Mean(), Signed(3, 4)),
        new("Mean(Int64[], Boolean)", x => x[0].Mean([1]), Signed(2, 3, 2)),
        new("Max(Int64[], Boolean)", x => x[0].Max([1]), Signed(3, 4)),
        new("Min(Int64[], Boolean)", x => x[0].Min([0], keepDim: true), Signed(3, 4)),
        new("TopK(Int64, Int32, Boolean)", x => x[0].TopK(2, dim: 1).Values, Signed(3, 4)),
        new("Softmax(Int32)", x => x[0].Softmax(-1), Signed(3, 4)),
        new("Softmax(Int32)", x => x[0].Softmax(1), Signed(2, 3, 2)),
        new("LogSoftmax(Int32)", x => x[0].LogSoftmax(0), Signed(3, 4)),
        new("Norm(Int32, Boolean)", x => x[0].Norm(1, keepDim: false), Signed(3, 4)),
        new("Normalise(Int32)", x => x[0].Normalise(-1), Signed(3, 4)),
    ];

    private static IEnumerable<GradientCase> Shapes() =>
    [
        new("Cat(Tensor[], Int32)", x => Tensor.Cat(x, 1), Signed(2, 3), Signed(2, 1)),
        new("Stack(Tensor[], Int32)", x => Tensor.Stack(x, 1), Signed(2, 3), Signed(2, 3)),
        new("Reshape(Int64[])", x => x[0].Reshape(4, -1), Signed(2, 6)),
        new("Permute(Int64[])", x => x[0].Permute(2, 0, 1), Signed(2, 3, 2)),
        new("Transpose(Int32, Int32)", x => x[0].Transpose(0, 2), Signed(2, 3, 2)),
        new("ChannelsLast()", x => x[0].ChannelsLast(), Signed(2, 3, 2, 2)),
        new("Contiguous()", x => x[0].Transpose(0, 1).Contiguous(), Signed(2, 3)),
        new("Unsqueeze(Int32)", x => x[0].Unsqueeze(1), Signed(2, 3)),
        new("Squeeze(Int32)", x => x[0].Squeeze(1), Signed(2, 1, 3)),
        new("Expand(Int64[])", x => x[0].Expand(4, -1, 3), Signed(2, 1)),
        new("Repeat(Int64[])", x => x[0].Repeat(2, 3), Signed(2, 2)),
        new("RepeatInterleave(Int64, Int32)", x => x[0].RepeatInterleave(3, 0), Signed(2, 2)),
        new("Narrow(Int32, Int64, Int64)", x => x[0].Narrow(1, 1, 2), Signed(2, 4)),
        new("Select(Int32, Int64)", x => x[0].Select(1, 2), Signed(2, 3, 2)),
        new("IndexSelect(Int32, Tensor)", x => x[0].IndexSelect(1, Indices(2, 0, 2)), Signed(2, 3)),
        new("Gather(Int32, Tensor)", x => x[0].Gather(1, Indices(2, 0, 2, 1).Reshape(2, 2)), Signed(2, 3)),
        new("Flip(Int64[])", x => x[0].Flip(0, 1), Signed(2, 3)),
        new("UpperTriangle(Int32)", x => x[0].UpperTriangle(1), Signed(3, 4)),
        new("Unbind(Int32)", x => { Tensor[] slices = x[0].Unbind(1); return slices[0] * slices[2]; }, Signed(2, 3)),
    ];

    private static IEnumerable<GradientCase> Layers() =>
    [
        new("LayerNorm(Tensor, Tensor, Double)", x => x[0].LayerNorm(x[1], x[2], 1e-5), Signed(3, 4), Signed(4), Signed(4)),
        new("Conv2d(Tensor, Tensor, Int32, Int32)", x => x[0].Conv2d(x[1], x[2], stride: 2, padding: 1), Signed(2, 2, 5, 4), Signed(3, 2, 3, 3), Signed(3)),
        new("Conv2d(Tensor, Tensor, Int32, Int32)", x => x[0].Conv2d(x[1], null), Signed(1, 2, 3, 3), Signed(2, 2, 1, 1)),
        new("ConvTranspose2d(Tensor, Tensor, Int32)", x => x[0].ConvTranspose2d(x[1], x[2], 2), Signed(2, 2, 2, 3), Signed(2, 3, 2, 2), Signed(3)),
        new(
            "BatchNorm(Tensor, Tensor, Tensor, Tensor, Boolean, Double, Double)",
            x => x[0].BatchNorm(x[1], x[2], Tensor.Zeros([2], x[0].DType), Tensor.Ones([2], x[0].DType), training: true, 0.1, 1e-5),
            Signed(3, 2, 2, 2),
            Signed(2),
            Signed(2)),
        new(
            "BatchNorm(Tensor, Tensor, Tensor, Tensor, Boolean, Double, Double)",
            x => x[0].BatchNorm(x[1], x[2], Tensor.Full(0.3, [2], x[0].DType), Tensor.Full(1.3, [2], x[0].DType), training: false, 0.1, 1e-5),
            Signed(2, 2, 2, 2),
            Signed(2),
            Signed(2)),
        new("InstanceNorm(Tensor, Tensor, Double)", x => x[0].InstanceNorm(x[1], x[2], 1e-5), Signed(2, 2, 3, 2), Signed(2), Signed(2)),
        new("GroupNorm(Int32, Tensor, Tensor, Double)", x => x[0].GroupNorm(2, x[1], x[2], 1e-5), Signed(2, 4, 2, 2), Signed(4), Signed(4)),
        new("PRelu(Tensor)", x => x[0].PRelu(x[1]), Signed(2, 2, 3), Positive(1)),
        new("MaxPool2d(Int32, Int32, Int32)", x => x[0].MaxPool2d(3, 2, 1), Signed(1, 2, 5, 4)),
        new("Embedding(Tensor)", x => x[0].Embedding(Indices(1, 3, 1)), Signed(4, 2)),
        new("AveragePool2d(Int32)", x => x[0].AveragePool2d(2), Signed(1, 2, 4, 4)),
        new("Pad(Int64[], Double)", x => x[0].Pad([1, 2, 0, 1], 0.5), Signed(2, 3)),
        new("ResizeBilinear(Int64, Int64)", x => x[0].ResizeBilinear(5, 4), Signed(1, 2, 3, 3)),
        new("ResizeBilinearAlignedCorners(Int64, Int64)", x => x[0].ResizeBilinearAlignedCorners(5, 4), Signed(1, 2, 3, 3)),
        new("ResizeBicubic(Int64, Int64)", x => x[0].ResizeBicubic(5, 7), Signed(1, 1, 4, 4)),
        new("ResizeBicubicAntialias(Int64, Int64)", x => x[0].ResizeBicubicAntialias(3, 5), Signed(1, 1, 4, 4)),
        new("ResizeLinear(Int64)", x => x[0].ResizeLinear(5), Signed(1, 2, 3)),
    ];

    private static IEnumerable<GradientCase> Losses() =>
    [
        new("BinaryCrossEntropyWithLogits(Tensor)", x => x[0].BinaryCrossEntropyWithLogits(Mask(3, 4).To(x[0].DType)), Signed(3, 4)),
        new("CrossEntropy(Tensor)", x => x[0].CrossEntropy(Indices(2, 0, 1)), Signed(3, 4)),
    ];

    /// <summary>Int64, rank 1.</summary>
    private static Tensor Indices(params long[] values) => Tensor.From(values, values.Length);

    /// <summary>Bool, true at every third element.</summary>
    private static Tensor Mask(params long[] shape) =>
        Tensor.From<bool>([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (product, size) => product * size)).Select(i => i % 3 == 0)], shape);
}
