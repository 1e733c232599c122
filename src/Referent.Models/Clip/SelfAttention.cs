using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// Multi-head self-attention with one projection for queries, keys and values.
/// Source: torch.nn.MultiheadAttention as CLIP uses it. Differs: batch first; queries are scaled before the product either way.
/// </summary>
internal sealed class SelfAttention
{
    private readonly Tensor _inputWeight;
    private readonly Tensor _inputBias;
    private readonly Linear _output;
    private readonly int _heads;
    private readonly double _scale;

    /// <param name="weights">The scope of the attention.</param>
    /// <param name="width">Channels C.</param>
    /// <param name="heads">Heads; divides <paramref name="width"/>.</param>
    /// <param name="outputDeviation">Standard deviation of the fresh output projection.</param>
    public SelfAttention(WeightScope weights, int width, int heads, double outputDeviation)
    {
        _inputWeight = weights.Matrix("in_proj_weight", Initialiser.Normal(Math.Pow(width, -0.5)), 3 * width, width);
        _inputBias = weights.Parameter("in_proj_bias", Initialiser.Zeros, 3 * width);
        _output = Linear.Create(weights.In("out_proj"), width, width, initialiser: Initialiser.Normal(outputDeviation));
        _heads = heads;
        _scale = Math.Pow(width / heads, -0.5);
    }

    /// <param name="x">[B, N, C]</param>
    /// <param name="mask">Added to the scores before the softmax, [N, N]; or none.</param>
    /// <returns>[B, N, C]</returns>
    public Tensor Forward(Tensor x, Tensor? mask)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor query, Tensor key, Tensor value) = Project(x);
        return scope.Keep(Mix(query, key, value, mask));
    }

    /// <summary>Queries, keys and values of <paramref name="x"/> [B, N, C]: three views of one tensor, each [B * H, N, D].</summary>
    public (Tensor Query, Tensor Key, Tensor Value) Project(Tensor x)
    {
        // Axes: B images or texts, N tokens, C channels, H heads, D = C / H.
        using TensorScope scope = TensorScope.Begin();
        (long b, long n, long c) = (x.Size(0), x.Size(1), x.Size(2));
        Tensor joint = Precision.Linear(x, _inputWeight, _inputBias)        // [B, N, 3C]
            .Reshape(b, n, 3, _heads, c / _heads)                           // [B, N, 3, H, D]
            .Permute(2, 0, 3, 1, 4)                                         // [3, B, H, N, D]
            .Reshape(3, b * _heads, n, c / _heads);                         // [3, BH, N, D], the only copy
        return (scope.Keep(joint.Select(0, 0)), scope.Keep(joint.Select(0, 1)), scope.Keep(joint.Select(0, 2)));
    }

    /// <summary>softmax(left right^T / sqrt(D) + mask) value, heads joined, through the output projection.</summary>
    /// <param name="left">[B * H, N, D]</param>
    /// <param name="right">[B * H, N, D]</param>
    /// <param name="value">[B * H, N, D]</param>
    /// <param name="mask">[N, N] or none.</param>
    /// <returns>[B, N, C]</returns>
    public Tensor Mix(Tensor left, Tensor right, Tensor value, Tensor? mask)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(Apply(Weigh(left, right, mask), value));
    }

    /// <summary>softmax(left right^T / sqrt(D) + mask): [B * H, N, N], each row sums to 1.</summary>
    /// <inheritdoc cref="Mix" path="/param"/>
    public Tensor Weigh(Tensor left, Tensor right, Tensor? mask)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor scores = Precision.MatMul(left * _scale, right.Transpose(1, 2));            // [BH, N, N]
        return scope.Keep((mask is null ? scores : scores + mask).Softmax(dim: -1));
    }

    /// <summary>Values mixed by weights, heads joined, through the output projection.</summary>
    /// <param name="attention">[B * H, N, N], by <see cref="Weigh"/>.</param>
    /// <param name="value">[B * H, N, D]</param>
    /// <returns>[B, N, C]</returns>
    public Tensor Apply(Tensor attention, Tensor value)
    {
        using TensorScope scope = TensorScope.Begin();
        (long bh, long n, long d) = (value.Size(0), value.Size(1), value.Size(2));
        Tensor mixed = Precision.MatMul(attention, value)                                  // [BH, N, D]
            .Reshape(bh / _heads, _heads, n, d)
            .Transpose(1, 2)
            .Reshape(bh / _heads, n, _heads * d);                                          // [B, N, C]
        return scope.Keep(_output.Forward(mixed));
    }
}
