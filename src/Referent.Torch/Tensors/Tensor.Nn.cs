using Referent.Torch.Interop;

namespace Referent.Torch;

/// <summary>Neural network operators. Numeric variants have no default name.</summary>
public sealed partial class Tensor
{
    private static readonly Operator LinearOperator = new("aten::linear");
    private static readonly Operator LinearIntoOperator = new("aten::linear", "out");
    private static readonly Operator AddProductOperator = new("aten::addmm_");
    private static readonly Operator LayerNormOperator = new("aten::layer_norm");
    private static readonly Operator Conv2dOperator = new("aten::conv2d");
    private static readonly Operator ConvTranspose2dOperator = new("aten::conv_transpose2d", "input");
    private static readonly Operator BatchNormOperator = new("aten::batch_norm");
    private static readonly Operator InstanceNormOperator = new("aten::instance_norm");
    private static readonly Operator GroupNormOperator = new("aten::group_norm");
    private static readonly Operator EmbeddingOperator = new("aten::embedding");
    private static readonly Operator GeluOperator = new("aten::gelu");
    private static readonly Operator GeluInPlaceOperator = new("aten::gelu_");
    private static readonly Operator ReluOperator = new("aten::relu");
    private static readonly Operator PReluOperator = new("aten::prelu");
    private static readonly Operator SigmoidOperator = new("aten::sigmoid");
    private static readonly Operator SoftplusOperator = new("aten::softplus");
    private static readonly Operator AvgPool2dOperator = new("aten::avg_pool2d");
    private static readonly Operator MaxPool2dOperator = new("aten::max_pool2d");
    private static readonly Operator PadOperator = new("aten::constant_pad_nd");
    private static readonly Operator BilinearOperator = new("aten::upsample_bilinear2d");
    private static readonly Operator BicubicOperator = new("aten::upsample_bicubic2d");
    private static readonly Operator BicubicAntialiasOperator = new("aten::_upsample_bicubic2d_aa");
    private static readonly Operator LinearResizeOperator = new("aten::upsample_linear1d");
    private static readonly Operator BceWithLogitsOperator = new("aten::binary_cross_entropy_with_logits");
    private static readonly Operator NllLossOperator = new("aten::nll_loss");

    /// <summary>aten::linear: [..., In] x [Out, In] -> [..., Out].</summary>
    public Tensor Linear(Tensor weight, Tensor? bias) => LinearOperator.Call(this, weight, bias);

    /// <summary>aten::linear.out: as <see cref="Linear"/> of [N, In], written into <paramref name="output"/> [N, Out]. Records no gradient.</summary>
    public void LinearInto(Tensor weight, Tensor bias, Tensor output) => LinearIntoOperator.CallInPlace(this, weight, bias, output);

    /// <summary>aten::addmm_: this [N, Out] += the linear map of <paramref name="x"/> [N, In].</summary>
    public void AddLinearInPlace(Tensor x, Tensor weight, Tensor bias)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using TensorScope scope = TensorScope.Begin();
        AddInPlace(bias);
        AddProductOperator.CallInPlace(this, x, weight.Transpose(0, 1));
    }

    /// <summary>aten::layer_norm over the last axis.</summary>
    public Tensor LayerNorm(Tensor weight, Tensor bias, double epsilon) =>
        LayerNormOperator.Call(this, new long[] { weight.Size(0) }, weight, bias, epsilon);

    /// <summary>aten::conv2d: [B, In, H, W] x [Out, In, kH, kW] -> [B, Out, H', W'].</summary>
    public Tensor Conv2d(Tensor weight, Tensor? bias, int stride = 1, int padding = 0) =>
        Conv2dOperator.Call(this, weight, bias, stride, padding);

    /// <summary>aten::conv_transpose2d.input: [B, In, H, W] x [In, Out, kH, kW] -> [B, Out, H', W'].</summary>
    public Tensor ConvTranspose2d(Tensor weight, Tensor? bias, int stride) => ConvTranspose2dOperator.Call(this, weight, bias, stride);

    /// <summary>aten::batch_norm over axis 1; in training mode it updates the running statistics.</summary>
    public Tensor BatchNorm(
        Tensor weight, Tensor bias, Tensor runningMean, Tensor runningVariance, bool training, double momentum, double epsilon) =>
        BatchNormOperator.Call(this, weight, bias, runningMean, runningVariance, training, momentum, epsilon, false);

    /// <summary>aten::instance_norm: [B, C, H, W] by the mean and biased variance of each map of each image; keeps no statistics.</summary>
    public Tensor InstanceNorm(Tensor weight, Tensor bias, double epsilon) =>
        InstanceNormOperator.Call(this, weight, bias, Argument.None, Argument.None, true, 0.0, epsilon, false);

    /// <summary>aten::group_norm: [B, C, H, W] by the mean and biased variance of each of <paramref name="groups"/> runs of channels.</summary>
    public Tensor GroupNorm(int groups, Tensor weight, Tensor bias, double epsilon) =>
        GroupNormOperator.Call(this, groups, weight, bias, epsilon, false);

    /// <summary>aten::embedding: rows of this table [V, C] named by <paramref name="indices"/> (Int64 [...]) -> [..., C].</summary>
    public Tensor Embedding(Tensor indices) => EmbeddingOperator.Call(this, indices);

    /// <summary>
    /// aten::gelu, the exact form with erf, over one long row: libtorch 1.13 computes a wrong gradient, made of uninitialised memory,
    /// when the one that arrives is a transposed view; a row has no such views.
    /// </summary>
    public Tensor GeluErf()
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(GeluOperator.Call(Reshape(-1)).Reshape([.. Shape]));
    }

    /// <summary>aten::gelu_, the exact form with erf; for inference.</summary>
    public void GeluErfInPlace() => GeluInPlaceOperator.CallInPlace(this);

    /// <summary>x * sigmoid(1.702 x). Source: CLIP, model.py, QuickGELU.</summary>
    public Tensor QuickGelu() => Mul(Mul(1.702).Sigmoid());

    /// <summary>aten::relu</summary>
    public Tensor Relu() => ReluOperator.Call(this);

    /// <summary>aten::prelu: x, times <paramref name="slope"/> [1] where negative.</summary>
    public Tensor PRelu(Tensor slope) => PReluOperator.Call(this, slope);

    /// <summary>aten::sigmoid</summary>
    public Tensor Sigmoid() => SigmoidOperator.Call(this);

    /// <summary>aten::softplus: log(1 + exp(x)).</summary>
    public Tensor Softplus() => SoftplusOperator.Call(this);

    /// <summary>aten::avg_pool2d with kernel and stride <paramref name="size"/>.</summary>
    public Tensor AveragePool2d(int size) => AvgPool2dOperator.Call(this, size, size);

    /// <summary>aten::max_pool2d</summary>
    public Tensor MaxPool2d(int kernel, int stride, int padding) => MaxPool2dOperator.Call(this, kernel, stride, padding);

    /// <summary>aten::constant_pad_nd: <paramref name="padding"/> gives (before, after) pairs from the last axis backwards.</summary>
    public Tensor Pad(long[] padding, double value = 0) => PadOperator.Call(this, padding, value);

    /// <summary>aten::upsample_bilinear2d: [B, C, H, W] -> [B, C, height, width], half-pixel centres, no antialiasing.</summary>
    public Tensor ResizeBilinear(long height, long width) => BilinearOperator.Call(this, new long[] { height, width }, false);

    /// <summary>aten::upsample_bilinear2d where the centres of the corner pixels of both sizes meet, no antialiasing.</summary>
    public Tensor ResizeBilinearAlignedCorners(long height, long width) => BilinearOperator.Call(this, new long[] { height, width }, true);

    /// <summary>aten::upsample_bicubic2d, a = -0.75, half-pixel centres, no antialiasing.</summary>
    public Tensor ResizeBicubic(long height, long width) => BicubicOperator.Call(this, new long[] { height, width }, false);

    /// <summary>aten::_upsample_bicubic2d_aa, a = -0.5, half-pixel centres, antialiased where it shrinks.</summary>
    public Tensor ResizeBicubicAntialias(long height, long width) => BicubicAntialiasOperator.Call(this, new long[] { height, width }, false);

    /// <summary>aten::upsample_linear1d: [B, C, L] -> [B, C, length], half-pixel centres.</summary>
    public Tensor ResizeLinear(long length) => LinearResizeOperator.Call(this, new long[] { length }, false);

    /// <summary>aten::binary_cross_entropy_with_logits per element, without reduction.</summary>
    public Tensor BinaryCrossEntropyWithLogits(Tensor target) =>
        BceWithLogitsOperator.Call(this, target, Argument.None, Argument.None, ReductionNone);

    /// <summary>aten::log_softmax and aten::nll_loss: mean cross-entropy of logits [N, C] with class indices (Int64 [N]).</summary>
    public Tensor CrossEntropy(Tensor target) => NllLossOperator.Call(LogSoftmax(1), target);

    /// <summary>Source: at::Reduction::None.</summary>
    private const int ReductionNone = 0;
}
