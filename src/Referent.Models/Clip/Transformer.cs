using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>The stack of blocks that both towers share. Source: CLIP, model.py, Transformer. Differs: batch first.</summary>
internal sealed class Transformer
{
    /// <summary>Source: torch.nn.LayerNorm, eps.</summary>
    public const double NormEpsilon = 1e-5;

    public Transformer(WeightScope weights, int width, int layers, int heads) =>
        Blocks = [.. Enumerable.Range(0, layers).Select(i => new ResidualAttentionBlock(weights.In("resblocks").In(i), width, heads, layers))];

    public IReadOnlyList<ResidualAttentionBlock> Blocks { get; }

    /// <param name="x">[B, N, C]</param>
    /// <param name="mask">Added to the attention scores, [N, N]; or none.</param>
    /// <returns>[B, N, C]</returns>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        using TensorScope scope = TensorScope.Begin();
        foreach (ResidualAttentionBlock block in Blocks)
        {
            x = block.Forward(x, mask);
        }

        return scope.Keep(x);
    }
}
