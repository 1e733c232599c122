using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Random Fourier features of positions. Source: segment_anything/modeling/prompt_encoder.py, PositionEmbeddingRandom. Differs: none.
/// </summary>
internal sealed class PositionEncoding(WeightScope weights, int channels)
{
    private readonly Tensor _gaussian = weights.Buffer("positional_encoding_gaussian_matrix", Initialiser.Normal(1), 2, channels / 2);

    /// <param name="positions">[..., 2]: x, y as fractions of the square's side. Differentiable.</param>
    /// <returns>[..., C]: sines, then cosines.</returns>
    public Tensor Encode(Tensor positions)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor phase = ((positions * 2) + -1.0).MatMul(_gaussian) * (2 * Math.PI);
        return scope.Keep(Tensor.Cat([phase.Sin(), phase.Cos()], -1));
    }

    /// <summary>[1, C, grid, grid]: the encoding of the centre of every cell. A phase is one number for the row plus one for the column.</summary>
    public Tensor EncodeGrid(int grid)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor centres = (((Tensor.Arange(0, grid, device: _gaussian.Device) + 0.5) * (2.0 / grid)) + -1.0) * (2 * Math.PI);
        Tensor columns = centres.Reshape(1, grid, 1) * _gaussian.Narrow(0, 0, 1);                                // [1, G, C / 2]
        Tensor rows = centres.Reshape(grid, 1, 1) * _gaussian.Narrow(0, 1, 1);                                   // [G, 1, C / 2]
        Tensor phase = rows + columns;
        return scope.Keep(Tensor.Cat([phase.Sin(), phase.Cos()], -1).Permute(2, 0, 1).Unsqueeze(0));
    }
}
