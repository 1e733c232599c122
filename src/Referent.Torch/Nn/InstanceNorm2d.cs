using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>Normalisation of each map of each image over its places, the same in training and inference.</summary>
public sealed class InstanceNorm2d
{
    /// <summary>Source: torch.nn.InstanceNorm2d, eps.</summary>
    private const double Epsilon = 1e-5;

    private readonly Tensor _weight;

    private InstanceNorm2d(Tensor weight, Tensor bias)
    {
        _weight = weight;
        Bias = bias;
    }

    /// <summary>[C]: what a map that is the same everywhere becomes; the store's.</summary>
    public Tensor Bias { get; }

    public static InstanceNorm2d Create(WeightScope weights, int channels) =>
        new(weights.Parameter("weight", Initialiser.Ones, channels), weights.Parameter("bias", Initialiser.Zeros, channels));

    /// <summary>[B, C, H, W] -> [B, C, H, W]</summary>
    public Tensor Forward(Tensor x) => x.InstanceNorm(_weight, Bias, Epsilon);
}
