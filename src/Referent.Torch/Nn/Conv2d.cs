using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>A 2-D convolution: weight [Out, In, k, k], bias [Out] or none.</summary>
public sealed class Conv2d
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly int _stride;
    private readonly int _padding;

    private Conv2d(Tensor weight, Tensor? bias, int stride, int padding)
    {
        _weight = weight;
        _bias = bias;
        _stride = stride;
        _padding = padding;
    }

    public static Conv2d Create(WeightScope weights, int inputs, int outputs, int kernel, int stride = 1, int padding = 0, bool bias = true)
    {
        Initialiser initialiser = Initialiser.FanIn((long)inputs * kernel * kernel);
        return new(
            weights.Parameter("weight", initialiser, outputs, inputs, kernel, kernel),
            bias ? weights.Parameter("bias", Initialiser.Zeros, outputs) : null,
            stride,
            padding);
    }

    /// <summary>[B, In, H, W] -> [B, Out, H', W']</summary>
    public Tensor Forward(Tensor x) => x.Conv2d(_weight, _bias, _stride, _padding);
}
