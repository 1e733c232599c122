using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Decomposed relative positions of an attention over K x K patches: score(q, k) += q . R_h[qy - ky + K - 1] + q . R_w[qx - kx + K - 1].
/// Source: segment_anything/modeling/image_encoder.py, add_decomposed_rel_pos. Differs: the terms become extra channels, so that the
/// product of queries and keys adds them: [q, relH, relW] . [k, e(ky), e(kx)] with unit vectors e; scores are never touched twice.
/// </summary>
internal sealed class RelativePosition
{
    /// <summary>Chosen: as PyTorch's usual truncated normal of transformers; published weights replace it.</summary>
    private const double InitialDeviation = 0.02;

    private readonly Tensor _rows;
    private readonly Tensor _columns;
    private readonly int _side;
    private readonly long[] _tableIndex;
    private readonly float[] _unitVectors;

    /// <param name="side">K, the side of the attention, in patches.</param>
    /// <param name="channels">D, channels of one head.</param>
    public RelativePosition(WeightScope weights, int side, int channels)
    {
        _side = side;
        _rows = weights.Parameter("rel_pos_h", Initialiser.Normal(InitialDeviation), (2 * side) - 1, channels);
        _columns = weights.Parameter("rel_pos_w", Initialiser.Normal(InitialDeviation), (2 * side) - 1, channels);
        _tableIndex = new long[side * side];
        _unitVectors = new float[side * side * 2 * side];
        for (int i = 0; i < side * side; i++)
        {
            (int y, int x) = (i / side, i % side);
            _tableIndex[i] = y - x + side - 1;
            _unitVectors[(i * 2 * side) + y] = 1;
            _unitVectors[(i * 2 * side) + side + x] = 1;
        }
    }

    /// <summary>[2K - 1, D]: rel_pos_h.</summary>
    public Tensor Rows => _rows;

    /// <summary>[2K - 1, D]: rel_pos_w.</summary>
    public Tensor Columns => _columns;

    /// <summary>The extra channels of the queries.</summary>
    /// <param name="query">[G, K * K, D], unscaled; G groups: windows times heads.</param>
    /// <returns>[G, K * K, 2K]: relH for every key row, relW for every key column.</returns>
    public Tensor ForQueries(Tensor query)
    {
        // Axes: G groups, Y and X position of the query, K position of the key along one axis, D channels.
        using TensorScope scope = TensorScope.Begin();
        (long g, long k, long d) = (query.Size(0), _side, query.Size(2));
        Tensor index = Tensor.From(_tableIndex, k * k).To(query.Device);
        Tensor rowTable = _rows.IndexSelect(0, index).Reshape(k, k, d).Transpose(1, 2).To(query.DType);          // [Y, D, K]
        Tensor columnTable = _columns.IndexSelect(0, index).Reshape(k, k, d).Transpose(1, 2).To(query.DType);    // [X, D, K]
        Tensor grid = query.Reshape(g, k, k, d);                                                                // [G, Y, X, D]
        Tensor rows = grid.Permute(1, 0, 2, 3).Reshape(k, g * k, d).BatchMatMul(rowTable);                       // [Y, G X, K]
        Tensor columns = grid.Permute(2, 0, 1, 3).Reshape(k, g * k, d).BatchMatMul(columnTable);                 // [X, G Y, K]
        Tensor byRow = rows.Reshape(k, g, k, k).Permute(1, 0, 2, 3);                                             // [G, Y, X, K]
        Tensor byColumn = columns.Reshape(k, g, k, k).Permute(1, 2, 0, 3);                                       // [G, Y, X, K]
        return scope.Keep(Tensor.Cat([byRow, byColumn], 3).Reshape(g, k * k, 2 * k));
    }

    /// <summary>The extra channels of the keys: [K * K, 2K], the unit vectors of each key's row and column.</summary>
    public Tensor ForKeys(Device device) => Tensor.From<float>(_unitVectors, [_side * _side, 2 * _side], device);
}
