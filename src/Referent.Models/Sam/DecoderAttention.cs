using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>Attention of a prompt's tokens to each other. Source: segment_anything/modeling/transformer.py, Attention. Differs: none.</summary>
internal sealed class DecoderAttention
{
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly int _heads;
    private readonly double _scale;

    public DecoderAttention(WeightScope weights, int channels, int heads)
    {
        _heads = heads;
        _scale = 1 / Math.Sqrt(channels / heads);
        _query = Linear.Create(weights.In("q_proj"), channels, channels);
        _key = Linear.Create(weights.In("k_proj"), channels, channels);
        _value = Linear.Create(weights.In("v_proj"), channels, channels);
        _output = Linear.Create(weights.In("out_proj"), channels, channels);
    }

    /// <param name="query">[P, T, C]</param>
    /// <param name="key">[P, T, C]</param>
    /// <param name="value">[P, T, C]</param>
    /// <returns>[P, T, C]</returns>
    public Tensor Forward(Tensor query, Tensor key, Tensor value)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor keys = Split(_key.Forward(key)).Transpose(2, 3);                                                  // [P, H, D, T]
        Tensor weights = (Split(_query.Forward(query)) * _scale).MatMul(keys).Softmax(3);                        // [P, H, T, T]
        Tensor mixed = weights.MatMul(Split(_value.Forward(value)));                                             // [P, H, T, D]
        return scope.Keep(_output.Forward(mixed.Transpose(1, 2).Reshape(mixed.Size(0), mixed.Size(2), -1)));
    }

    /// <summary>[P, T, C] -> [P, H, T, C / H]</summary>
    private Tensor Split(Tensor x) => x.Reshape(x.Size(0), x.Size(1), _heads, -1).Transpose(1, 2);
}
