using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// A pre-norm transformer block: attention, then a perceptron four times as wide with QuickGELU.
/// Source: CLIP, model.py, ResidualAttentionBlock. Differs: fresh image blocks get the initialisation that CLIP gives text blocks.
/// </summary>
internal sealed class ResidualAttentionBlock
{
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly Linear _expand;
    private readonly Linear _contract;

    /// <param name="weights">The scope of the block.</param>
    /// <param name="width">Channels C.</param>
    /// <param name="heads">Attention heads.</param>
    /// <param name="layers">Blocks in the tower; deeper towers start with smaller residual branches.</param>
    public ResidualAttentionBlock(WeightScope weights, int width, int heads, int layers)
    {
        // Source: CLIP, model.py, initialize_parameters.
        double branchDeviation = Math.Pow(width, -0.5) * Math.Pow(2 * layers, -0.5);
        double expandDeviation = Math.Pow(2 * width, -0.5);
        Attention = new SelfAttention(weights.In("attn"), width, heads, branchDeviation);
        _norm1 = LayerNorm.Create(weights.In("ln_1"), width, Transformer.NormEpsilon);
        _expand = Linear.Create(weights.In("mlp").In("c_fc"), width, 4 * width, initialiser: Initialiser.Normal(expandDeviation));
        _contract = Linear.Create(weights.In("mlp").In("c_proj"), 4 * width, width, initialiser: Initialiser.Normal(branchDeviation));
        _norm2 = LayerNorm.Create(weights.In("ln_2"), width, Transformer.NormEpsilon);
    }

    public SelfAttention Attention { get; }

    /// <param name="x">[B, N, C]</param>
    /// <param name="mask">Added to the attention scores, [N, N]; or none.</param>
    /// <returns>[B, N, C]</returns>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(AddPerceptron(x + Attention.Forward(NormBeforeAttention(x), mask)));
    }

    /// <summary>What the attention sees of <paramref name="x"/>, [B, N, C].</summary>
    public Tensor NormBeforeAttention(Tensor x) => _norm1.Forward(x);

    /// <summary>The second half of the block, residual included, [B, N, C].</summary>
    public Tensor AddPerceptron(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(x + _contract.Forward(_expand.Forward(_norm2.Forward(x)).QuickGelu()));
    }
}
