using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>The end of CLIP's vision transformer, <c>ln_post</c> and <c>proj</c>: from tokens to the space shared with texts.</summary>
public sealed class VisualProjection
{
    private readonly LayerNorm _norm;
    private readonly Tensor _projection;

    /// <param name="weights">The scope <c>visual</c> of a CLIP state dict.</param>
    /// <param name="width">Channels D of a token.</param>
    /// <param name="embedDim">Width E of the shared space.</param>
    public VisualProjection(WeightScope weights, int width, int embedDim)
    {
        ArgumentNullException.ThrowIfNull(weights);
        _norm = LayerNorm.Create(weights.In("ln_post"), width, Transformer.NormEpsilon);
        _projection = weights.Parameter("proj", Initialiser.Normal(Math.Pow(width, -0.5)), width, embedDim);
    }

    /// <param name="tokens">[..., D], after the last block; borrowed.</param>
    /// <returns>[..., E], not normalised; the caller's.</returns>
    public Tensor Forward(Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(Precision.Full(Precision.MatMul(_norm.Forward(tokens), _projection)));
    }
}
