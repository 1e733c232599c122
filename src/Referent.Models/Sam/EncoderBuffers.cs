using Referent.Torch;

namespace Referent.Models.Sam;

/// <summary>
/// Memory that the blocks of one pass through the image encoder share where nothing has to be kept for gradients. Fresh memory of this
/// size costs more than the arithmetic: the system clears each page when it is first touched.
/// </summary>
/// <param name="Joint">[B, G, G, 3C]: queries, keys and values.</param>
/// <param name="Mixed">[B, G, G, C]: what attention makes of them.</param>
/// <param name="Hidden">[<see cref="RowsAtOnce"/>, hidden]: the middle of a perceptron.</param>
internal sealed record EncoderBuffers(Tensor Joint, Tensor Mixed, Tensor Hidden)
{
    /// <summary>
    /// Tokens that go through norm and perceptron together, so that GELU finds them in the cache. Chosen: docs/results/20261121-encoders.md.
    /// </summary>
    private const long RowsAtOnce = 1024;

    /// <param name="x">The input of the blocks, [B, G, G, C].</param>
    /// <param name="hidden">Channels in the middle of a perceptron.</param>
    /// <param name="dtype">Of the products.</param>
    public static EncoderBuffers For(Tensor x, int hidden, DType dtype)
    {
        (long b, long grid, long c) = (x.Size(0), x.Size(1), x.Size(3));
        return new EncoderBuffers(
            Tensor.Empty([b, grid, grid, 3 * c], dtype),
            Tensor.Empty([b, grid, grid, c], dtype),
            Tensor.Empty([Math.Min(RowsAtOnce, b * grid * grid), hidden], dtype));
    }

    /// <summary>The tokens, some at a time: (first, count).</summary>
    public IEnumerable<(long First, long Count)> Runs()
    {
        long tokens = Mixed.Count / Mixed.Size(3);
        for (long first = 0; first < tokens; first += RowsAtOnce)
        {
            yield return (first, Math.Min(RowsAtOnce, tokens - first));
        }
    }
}
