using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>Layer normalisation over the channels of each pixel. Source: segment_anything/modeling/common.py. Differs: none.</summary>
public sealed class LayerNorm2d
{
    /// <summary>Source: segment_anything/modeling/common.py, LayerNorm2d.</summary>
    private const double Epsilon = 1e-6;

    private readonly LayerNorm _norm;

    private LayerNorm2d(LayerNorm norm) => _norm = norm;

    public static LayerNorm2d Create(WeightScope weights, int channels) => new(LayerNorm.Create(weights, channels, Epsilon));

    /// <summary>[B, C, H, W] -> [B, C, H, W]</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_norm.Forward(x.Permute(0, 2, 3, 1)).Permute(0, 3, 1, 2));
    }
}
