using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>Normalises image tokens as <see cref="BridgerNorm"/> says.</summary>
internal sealed class TokenNorm
{
    private readonly BatchNorm2d? _batch;
    private readonly LayerNorm? _layer;

    public TokenNorm(WeightScope weights, int width, BridgerNorm kind)
    {
        _batch = kind == BridgerNorm.Batch ? BatchNorm2d.Create(weights, width) : null;
        _layer = kind == BridgerNorm.Layer ? LayerNorm.Create(weights, width, PointGenerator.NormEpsilon) : null;
    }

    /// <param name="x">[B, hw, C]</param>
    /// <param name="training">Normalise by the batch rather than by the running statistics.</param>
    /// <returns>[B, hw, C]</returns>
    public Tensor Forward(Tensor x, bool training)
    {
        if (_batch is null)
        {
            return _layer!.Forward(x);
        }

        // [B, C, hw, 1] seen this way has its channels last in memory, for which libtorch has a fast path.
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_batch.Forward(x.Unsqueeze(2).Permute(0, 3, 1, 2), training).Permute(0, 2, 3, 1).Squeeze(2));
    }
}
