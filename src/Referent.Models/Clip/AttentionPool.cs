using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// The end of CLIP's residual networks: the mean of the map asks every place of it, itself included.
/// Source: CLIP, model.py, AttentionPool2d. Differs: batch first.
/// </summary>
internal sealed class AttentionPool
{
    private readonly PositionGrid _positions;
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;
    private readonly int _heads;

    /// <param name="weights">The scope of the pool.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="embedDim">Width E of the shared space.</param>
    public AttentionPool(WeightScope weights, ClipResNetConfig config, int embedDim)
    {
        // Standard deviations: CLIP, model.py, AttentionPool2d and initialize_parameters.
        (int channels, Initialiser initialiser) = (config.Channels, Initialiser.Normal(Math.Pow(config.Channels, -0.5)));
        _positions = new PositionGrid(weights.Parameter("positional_embedding", initialiser, (config.Grid * config.Grid) + 1, channels), config.Grid);
        _key = Linear.Create(weights.In("k_proj"), channels, channels, initialiser: initialiser);
        _query = Linear.Create(weights.In("q_proj"), channels, channels, initialiser: initialiser);
        _value = Linear.Create(weights.In("v_proj"), channels, channels, initialiser: initialiser);
        _output = Linear.Create(weights.In("c_proj"), channels, embedDim, initialiser: initialiser);
        _heads = config.Heads;
    }

    /// <param name="map">[B, C, h, w]</param>
    /// <param name="interpolation">What to do where the map has another size than the native one.</param>
    /// <returns>[B, E]</returns>
    public Tensor Forward(Tensor map, PositionInterpolation interpolation)
    {
        // Axes: B images, N = 1 + h * w tokens, C channels, H heads, D = C / H.
        using TensorScope scope = TensorScope.Begin();
        (long b, long c, long h, long w) = (map.Size(0), map.Size(1), map.Size(2), map.Size(3));
        Tensor places = map.Reshape(b, c, h * w).Transpose(1, 2);                                               // [B, hw, C]
        Tensor tokens = Tensor.Cat([places.Mean([1], keepDim: true), places], 1) + _positions.For(h, w, interpolation);     // [B, N, C]
        Tensor query = Split(_query.Forward(tokens.Narrow(1, 0, 1)).Mul(Math.Pow(c / _heads, -0.5)));           // [B, H, 1, D]
        Tensor key = Split(_key.Forward(tokens));                                                               // [B, H, N, D]
        Tensor value = Split(_value.Forward(tokens));                                                           // [B, H, N, D]
        Tensor attention = Precision.MatMul(query, key.Transpose(2, 3)).Softmax(-1);                            // [B, H, 1, N]
        Tensor mixed = Precision.MatMul(attention, value).Reshape(b, c);
        return scope.Keep(_output.Forward(mixed).To(DType.Float32));
    }

    /// <summary>[B, N, C] -> [B, H, N, D]</summary>
    private Tensor Split(Tensor x) => x.Reshape(x.Size(0), x.Size(1), _heads, x.Size(2) / _heads).Transpose(1, 2);
}
