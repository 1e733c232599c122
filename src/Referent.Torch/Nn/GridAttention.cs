using Referent.Torch.Interop;

namespace Referent.Torch.Nn;

/// <summary>
/// Attention of the tokens of square windows to each other, with decomposed relative positions: an operator of the bridge's own, for
/// inference on the CPU. It reads windows straight out of the grid and never holds the scores of more than a few queries.
/// Source of what it computes: segment_anything/modeling/image_encoder.py, Attention, window_partition and add_decomposed_rel_pos.
/// </summary>
public static class GridAttention
{
    private static readonly Operator Kernel = new("referent::grid_attention");

    /// <summary>
    /// Whether the kernel may stand in for the plain operators: no gradient is recorded for <paramref name="x"/>, and it is on the CPU.
    /// </summary>
    public static bool Serves(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return !x.RequiresGrad && !x.Device.IsCuda;
    }

    /// <param name="joint">[B, G, G, 3 H D], contiguous, Float32 or BFloat16: queries, keys and values; computed in Float32 either way.</param>
    /// <param name="padding">Float32 [3 H D]: what a token beyond the grid has in their place, where windows reach over it.</param>
    /// <param name="rows">Float32 [2K - 1, D]: relative positions in windows of K x K; entry y of the query - y of the key + K - 1.</param>
    /// <param name="columns">Float32 [2K - 1, D]: the same for x.</param>
    /// <param name="heads">H.</param>
    /// <param name="output">[B, G, G, H D], contiguous, of the type of <paramref name="joint"/>: overwritten.</param>
    /// <param name="kind">Which build of the kernel.</param>
    /// <exception cref="TorchException">Shapes or types do not fit, or the CPU does not run this kind.</exception>
    public static void Forward(
        Tensor joint, Tensor padding, Tensor rows, Tensor columns, int heads, Tensor output, KernelKind kind = KernelKind.Best) =>
        Kernel.CallInPlace(joint, padding, rows, columns, heads, kind.Name(), output);
}
