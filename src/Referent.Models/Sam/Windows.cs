using Referent.Torch;

namespace Referent.Models.Sam;

/// <summary>
/// Cutting a grid of tokens into square windows and joining them again. Source: image_encoder.py, window_partition, window_unpartition.
/// Differs: none.
/// </summary>
internal static class Windows
{
    /// <summary>[B, G, G, C] -> [B n n, K, K, C] with n = ceil(G / K); the grid is padded with zeros at the bottom and right.</summary>
    public static Tensor Split(Tensor x, int side)
    {
        using TensorScope scope = TensorScope.Begin();
        (long b, long grid, long c) = (x.Size(0), x.Size(1), x.Size(3));
        long n = (grid + side - 1) / side;
        long padding = (n * side) - grid;
        Tensor padded = padding == 0 ? x : x.Pad([0, 0, 0, padding, 0, padding]);
        return scope.Keep(padded.Reshape(b, n, side, n, side, c).Permute(0, 1, 3, 2, 4, 5).Reshape(b * n * n, side, side, c));
    }

    /// <summary>The inverse of <see cref="Split"/>: [B n n, K, K, C] -> [B, G, G, C], the padding cut off.</summary>
    public static Tensor Join(Tensor windows, int grid)
    {
        using TensorScope scope = TensorScope.Begin();
        (long side, long c) = (windows.Size(1), windows.Size(3));
        long n = (grid + side - 1) / side;
        long b = windows.Size(0) / (n * n);
        Tensor joined = windows.Reshape(b, n, n, side, side, c).Permute(0, 1, 3, 2, 4, 5).Reshape(b, n * side, n * side, c);
        return scope.Keep(n * side == grid ? joined : joined.Narrow(1, 0, grid).Narrow(2, 0, grid));
    }
}
