using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Attention with separate projections, which may narrow the channels. Source: segment_anything/modeling/transformer.py, Attention.
/// Differs: queries may be fewer than keys in the batch axis; each then serves a run of keys.
/// </summary>
internal sealed class DecoderAttention
{
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly int _heads;
    private readonly double _scale;

    /// <param name="inner">Channels of the attention, all heads together.</param>
    public DecoderAttention(WeightScope weights, int channels, int inner, int heads)
    {
        _heads = heads;
        _scale = 1 / Math.Sqrt(inner / heads);
        _query = Linear.Create(weights.In("q_proj"), channels, inner);
        _key = Linear.Create(weights.In("k_proj"), channels, inner);
        _value = Linear.Create(weights.In("v_proj"), channels, inner);
        _output = Linear.Create(weights.In("out_proj"), inner, channels);
    }

    /// <param name="query">[B, Q, C]</param>
    /// <param name="key">[P, K, C], P a multiple of B; query b serves keys b P / B up to (b + 1) P / B - 1.</param>
    /// <param name="value">[P, K, C]</param>
    /// <returns>[P, Q, C]</returns>
    public Tensor Forward(Tensor query, Tensor key, Tensor value)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor queries = Batches.Repeat(Split(_query.Forward(query)), key.Size(0));                              // [P, H, Q, D]
        Tensor weights = Weigh(queries, Split(_key.Forward(key)));                                               // [P, H, Q, K]
        Tensor mixed = weights.MatMul(Split(_value.Forward(value)));                                             // [P, H, Q, D]
        return scope.Keep(_output.Forward(mixed.Transpose(1, 2).Reshape(mixed.Size(0), mixed.Size(2), -1)));
    }

    /// <summary>
    /// Softmax of the scaled scores over the keys. libtorch's softmax is about ten times slower over a short last axis than over
    /// another axis, so the longer of queries and keys comes last.
    /// </summary>
    private Tensor Weigh(Tensor queries, Tensor keys) => keys.Size(2) < queries.Size(2)
        ? (keys * _scale).MatMul(queries.Transpose(2, 3)).Softmax(2).Transpose(2, 3)
        : (queries * _scale).MatMul(keys.Transpose(2, 3)).Softmax(3);

    /// <summary>[B, N, I] -> [B, H, N, I / H]</summary>
    private Tensor Split(Tensor x) => x.Reshape(x.Size(0), x.Size(1), _heads, -1).Transpose(1, 2);
}
