using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>
/// Queries look at tokens, then think: cross-attention and a perceptron, each with its residual and a norm after it.
/// Source: PPT, section 3.1, which names the cross-attention alone; the rest as a DETR decoder layer without self-attention and dropout.
/// </summary>
internal sealed class QueryBlock(WeightScope weights, GeneratorConfig config, int sourceWidth)
{
    private readonly QueryAttention _attention = new(weights.In("attention"), config.Width, sourceWidth, config.Heads);
    private readonly LayerNorm _norm1 = LayerNorm.Create(weights.In("norm1"), config.Width, PointGenerator.NormEpsilon);
    private readonly Linear _expand = Linear.Create(
        weights.In("expand"), config.Width, config.FeedForwardWidth, initialiser: Initialiser.Xavier(config.Width, config.FeedForwardWidth));

    private readonly Linear _contract = Linear.Create(
        weights.In("contract"), config.FeedForwardWidth, config.Width, initialiser: Initialiser.Xavier(config.FeedForwardWidth, config.Width));

    private readonly LayerNorm _norm2 = LayerNorm.Create(weights.In("norm2"), config.Width, PointGenerator.NormEpsilon);

    /// <param name="queries">[B, K, C]</param>
    /// <param name="keys">[B, N, S]</param>
    /// <param name="values">[B, N, S]</param>
    /// <param name="padding">Bool [B, N]: what must not be seen; or none.</param>
    /// <param name="bias">[B, H, N], added to the scores of every query; or none.</param>
    /// <returns>[B, K, C]</returns>
    public Tensor Forward(Tensor queries, Tensor keys, Tensor values, Tensor? padding, Tensor? bias)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor looked = _norm1.Forward(queries + _attention.Forward(queries, keys, values, padding, bias));
        return scope.Keep(_norm2.Forward(looked + _contract.Forward(_expand.Forward(looked).Relu())));
    }
}
