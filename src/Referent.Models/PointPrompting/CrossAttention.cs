using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>
/// Multi-head attention of one sequence to another of its width. Source: torch.nn.MultiheadAttention. Differs: batch first, separate
/// projections.
/// </summary>
internal sealed class CrossAttention(WeightScope weights, int width, int heads)
{
    private readonly Linear _query = Linear.Create(weights.In("query"), width, width, initialiser: Initialiser.Xavier(width, width));
    private readonly Linear _key = Linear.Create(weights.In("key"), width, width, initialiser: Initialiser.Xavier(width, width));
    private readonly Linear _value = Linear.Create(weights.In("value"), width, width, initialiser: Initialiser.Xavier(width, width));
    private readonly Linear _output = Linear.Create(weights.In("output"), width, width, initialiser: Initialiser.Xavier(width, width));

    /// <param name="x">[B, N, C], what asks.</param>
    /// <param name="source">[B, M, C], what is asked.</param>
    /// <param name="padding">Bool [B, M]: what must not be seen; or none.</param>
    /// <returns>[B, N, C]</returns>
    public Tensor Forward(Tensor x, Tensor source, Tensor? padding)
    {
        // Axes: H heads, D = C / H.
        using TensorScope scope = TensorScope.Begin();
        (long b, long n, long m) = (x.Size(0), x.Size(1), source.Size(1));
        double scale = Math.Pow(width / heads, -0.5);
        Tensor query = SplitHeads(_query.Forward(x) * scale);                                       // [BH, N, D]
        Tensor scores = Precision.MatMul(query, SplitHeads(_key.Forward(source)).Transpose(1, 2));  // [BH, N, M]
        Tensor visible = padding is null
            ? scores
            : scores.Reshape(b, heads, n, m).MaskedFill(padding.Reshape(b, 1, 1, m), double.NegativeInfinity).Reshape(b * heads, n, m);
        Tensor mixed = Precision.MatMul(visible.Softmax(-1), SplitHeads(_value.Forward(source)))     // [BH, N, D]
            .Reshape(b, heads, n, width / heads)
            .Transpose(1, 2)
            .Reshape(b, n, width);
        return scope.Keep(_output.Forward(mixed));
    }

    /// <summary>[B, N, C] -> [B * H, N, D]</summary>
    private Tensor SplitHeads(Tensor x) =>
        x.Reshape(x.Size(0), x.Size(1), heads, width / heads).Transpose(1, 2).Reshape(-1, x.Size(1), width / heads);
}
