using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>
/// Multi-head attention of a few queries to many tokens. Source: torch.nn.MultiheadAttention. Differs: the key and value projections are
/// applied to the queries' side, q (W k) = (q W) k, which gives the same numbers for less work while K queries times H heads are fewer
/// than the channels.
/// </summary>
internal sealed class QueryAttention(WeightScope weights, int width, int sourceWidth, int heads)
{
    private readonly Linear _query = Linear.Create(weights.In("query"), width, width, initialiser: Initialiser.Xavier(width, width));
    private readonly Linear _key = Linear.Create(weights.In("key"), sourceWidth, width, initialiser: Initialiser.Xavier(sourceWidth, width));
    private readonly Linear _value = Linear.Create(weights.In("value"), sourceWidth, width, initialiser: Initialiser.Xavier(sourceWidth, width));
    private readonly Linear _output = Linear.Create(weights.In("output"), width, width, initialiser: Initialiser.Xavier(width, width));

    /// <param name="queries">[B, K, C]</param>
    /// <param name="keys">[B, N, S]</param>
    /// <param name="values">[B, N, S]</param>
    /// <param name="padding">Bool [B, N]: what must not be seen; or none.</param>
    /// <param name="bias">[B, H, N], added to the scores of every query; or none.</param>
    /// <returns>[B, K, C]</returns>
    public Tensor Forward(Tensor queries, Tensor keys, Tensor values, Tensor? padding, Tensor? bias)
    {
        // Axes: H heads, D = C / H.
        using TensorScope scope = TensorScope.Begin();
        (long b, long k, long n, int d) = (queries.Size(0), queries.Size(1), keys.Size(1), width / heads);
        Tensor asked = (_query.Forward(queries) * Math.Pow(d, -0.5)).Reshape(b * k, heads, d).Transpose(0, 1);    // [H, BK, D]
        Tensor probes = Precision.MatMul(asked, _key.Weight.Reshape(heads, d, sourceWidth));                       // [H, BK, S]
        Tensor offsets = Precision.MatMul(asked, _key.Bias!.Reshape(heads, d, 1));                                 // [H, BK, 1]
        Tensor scores = Precision.MatMul(PerImage(probes, b), keys.Transpose(1, 2)) + PerImage(offsets, b);        // [B, HK, N]
        scores = bias is null ? scores : scores + bias.Unsqueeze(2).Expand(-1, -1, k, -1).Reshape(b, heads * k, n);
        Tensor visible = padding is null ? scores : scores.MaskedFill(padding.Unsqueeze(1), double.NegativeInfinity);
        Tensor seen = Precision.MatMul(visible.Softmax(-1), values)                                                // [B, HK, S]
            .Reshape(b, heads, k, sourceWidth)
            .Transpose(0, 1)
            .Reshape(heads, b * k, sourceWidth);                                                                   // [H, BK, S]
        Tensor mixed = Precision.MatMul(seen, _value.Weight.Reshape(heads, d, sourceWidth).Transpose(1, 2))        // [H, BK, D]
            .Transpose(0, 1)
            .Reshape(b, k, width);
        return scope.Keep(_output.Forward(mixed + _value.Bias!));
    }

    /// <summary>[H, B * K, X] -> [B, H * K, X]</summary>
    private Tensor PerImage(Tensor x, long images) =>
        x.Reshape(heads, images, -1, x.Size(2)).Transpose(0, 1).Reshape(images, -1, x.Size(2));
}
