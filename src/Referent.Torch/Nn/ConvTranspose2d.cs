using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>A transposed 2-D convolution whose kernel is its stride: weight [In, Out, k, k], bias [Out].</summary>
public sealed class ConvTranspose2d
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly int _stride;

    private ConvTranspose2d(Tensor weight, Tensor bias, int stride)
    {
        _weight = weight;
        _bias = bias;
        _stride = stride;
    }

    public static ConvTranspose2d Create(WeightScope weights, int inputs, int outputs, int stride) => new(
        weights.Parameter("weight", Initialiser.FanIn((long)inputs * stride * stride), inputs, outputs, stride, stride),
        weights.Parameter("bias", Initialiser.Zeros, outputs),
        stride);

    /// <summary>[B, In, H, W] -> [B, Out, H * stride, W * stride]</summary>
    public Tensor Forward(Tensor x) => x.ConvTranspose2d(_weight, _bias, _stride);
}
