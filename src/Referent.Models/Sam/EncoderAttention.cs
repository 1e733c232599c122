using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>Multi-head attention over a square of patches with relative positions. Source: image_encoder.py, Attention. Differs: see <see cref="RelativePosition"/>.</summary>
internal sealed class EncoderAttention
{
    private readonly Linear _qkv;
    private readonly Linear _projection;
    private readonly RelativePosition _positions;
    private readonly int _heads;

    /// <param name="side">K, the side of the square, in patches.</param>
    public EncoderAttention(WeightScope weights, int width, int heads, int side)
    {
        _heads = heads;
        _qkv = Linear.Create(weights.In("qkv"), width, 3 * width);
        _projection = Linear.Create(weights.In("proj"), width, width);
        _positions = new RelativePosition(weights, side, width / heads);
    }

    /// <summary>[B, K, K, C] -> [B, K, K, C]; each of the B squares attends to itself.</summary>
    public Tensor Forward(Tensor x)
    {
        // Axes: B squares, N = K * K tokens, C channels, H heads, D = C / H.
        using TensorScope scope = TensorScope.Begin();
        (long b, long side, long c, long h) = (x.Size(0), x.Size(1), x.Size(3), _heads);
        (long n, long d) = (side * side, c / h);
        Tensor[] split = _qkv.Forward(x).Reshape(b, n, 3, h, d).Permute(2, 0, 3, 1, 4).Reshape(3, b * h, n, d).Unbind(0);
        (Tensor query, Tensor key, Tensor value) = (split[0], split[1], split[2]);                               // each [B H, N, D]
        Tensor queries = Tensor.Cat([query * (1 / Math.Sqrt(d)), _positions.ForQueries(query)], 2);              // [B H, N, D + 2K]
        Tensor keys = Tensor.Cat([key, _positions.ForKeys(x.Device).Expand(b * h, -1, -1)], 2);                  // [B H, N, D + 2K]
        Tensor weights = queries.BatchMatMul(keys.Transpose(1, 2)).Softmax(-1);                                  // [B H, N, N]
        Tensor merged = weights.BatchMatMul(value).Reshape(b, h, n, d).Transpose(1, 2).Reshape(b, side, side, c);
        return scope.Keep(_projection.Forward(merged));
    }
}
