using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Multi-head attention over a square of patches with relative positions. Source: image_encoder.py, Attention. Differs: see
/// <see cref="RelativePosition"/>.
/// </summary>
internal sealed class EncoderAttention
{
    /// <summary>
    /// Scores computed at once: 64 MB. Chosen: one head of the published global attention (4096 x 4096); all twelve at once would take
    /// 0.8 GB twice over.
    /// </summary>
    private const long ScoresAtOnce = 1 << 24;

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
        Tensor keys = Tensor.Cat([key, _positions.ForKeys(x.Device).To(key.DType).Expand(b * h, -1, -1)], 2);                  // [B H, N, D + 2K]
        Tensor mixed = Attend(queries, keys, value, Math.Max(1, ScoresAtOnce / (n * n)));                        // [B H, N, D]
        return scope.Keep(_projection.Forward(mixed.Reshape(b, h, n, d).Transpose(1, 2).Reshape(b, side, side, c)));
    }

    /// <summary>Queries, keys and values of tokens [N, C], written into <paramref name="joint"/> [N, 3C].</summary>
    public void Project(Tensor tokens, Tensor joint) => _qkv.ForwardInto(tokens, joint);

    /// <summary>
    /// x [N, C] += attention inside the windows of the grid, projected. A token beyond the grid is zero after the norm, so its queries,
    /// keys and values are the bias.
    /// </summary>
    public void AddMixed(Tensor x, EncoderBuffers buffers)
    {
        using TensorScope scope = TensorScope.Begin();
        GridAttention.Forward(buffers.Joint, _qkv.Bias!, _positions.Rows, _positions.Columns, _heads, buffers.Mixed);
        _projection.AddTo(x, buffers.Mixed.Reshape(x.Size(0), x.Size(1)));
    }

    /// <summary>Attention of G groups [G, N, *], at most <paramref name="atOnce"/> of them at once: [G, N, D].</summary>
    internal static Tensor Attend(Tensor queries, Tensor keys, Tensor values, long atOnce)
    {
        using TensorScope scope = TensorScope.Begin();
        long groups = queries.Size(0);
        if (groups <= atOnce)
        {
            return scope.Keep(queries.BatchMatMul(keys.Transpose(1, 2)).Softmax(-1).BatchMatMul(values));
        }

        List<Tensor> parts = [];
        for (long start = 0; start < groups; start += atOnce)
        {
            long count = Math.Min(atOnce, groups - start);
            parts.Add(Attend(queries.Narrow(0, start, count), keys.Narrow(0, start, count), values.Narrow(0, start, count), atOnce));
        }

        return scope.Keep(Tensor.Cat([.. parts], 0));
    }
}
