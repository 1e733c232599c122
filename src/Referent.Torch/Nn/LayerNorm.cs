using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>Layer normalisation of the last axis, biased variance.</summary>
public sealed class LayerNorm
{
    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly double _epsilon;

    private LayerNorm(Tensor weight, Tensor bias, double epsilon)
    {
        _weight = weight;
        _bias = bias;
        _epsilon = epsilon;
    }

    public static LayerNorm Create(WeightScope weights, int width, double epsilon) =>
        new(weights.Parameter("weight", Initialiser.Ones, width), weights.Parameter("bias", Initialiser.Zeros, width), epsilon);

    /// <summary>[..., C], BFloat16 too -> [..., C], never BFloat16</summary>
    public Tensor Forward(Tensor x) => Precision.Full(x).LayerNorm(_weight, _bias, _epsilon);
}
