using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>Normalisation of each run of channels of each image over channels and places.</summary>
public sealed class GroupNorm
{
    /// <summary>Source: torch.nn.GroupNorm, eps.</summary>
    private const double Epsilon = 1e-5;

    private readonly Tensor _weight;
    private readonly Tensor _bias;
    private readonly int _groups;

    private GroupNorm(Tensor weight, Tensor bias, int groups)
    {
        _weight = weight;
        _bias = bias;
        _groups = groups;
    }

    /// <param name="weights">The scope of the layer.</param>
    /// <param name="groups">Divides <paramref name="channels"/>.</param>
    /// <param name="channels">C</param>
    public static GroupNorm Create(WeightScope weights, int groups, int channels) =>
        new(weights.Parameter("weight", Initialiser.Ones, channels), weights.Parameter("bias", Initialiser.Zeros, channels), groups);

    /// <summary>[B, C, H, W] -> [B, C, H, W]</summary>
    public Tensor Forward(Tensor x) => x.GroupNorm(_groups, _weight, _bias, Epsilon);
}
