using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Models.Sam;

/// <summary>
/// The mask of logits at another size, without holding the logits at that size: a picture of 100 megapixels would need 400 MB for them.
/// Bilinear, half-pixel centres, no antialiasing. Source: torch.nn.functional.interpolate, align_corners=False. Differs: rows first,
/// which shows in the last bit of a logit.
/// </summary>
internal static class MaskThreshold
{
    /// <param name="logits">Row by row, of size <paramref name="from"/>; above 0 is mask. Source: sam.py, mask_threshold.</param>
    /// <param name="from">Size of the logits.</param>
    /// <param name="to">Size of the mask.</param>
    public static BinaryMask Apply(ReadOnlySpan<float> logits, ImageSize from, ImageSize to)
    {
        Tap[] columns = Taps(from.Width, to.Width);
        Tap[] rows = Taps(from.Height, to.Height);
        float[] row = new float[from.Width];
        BinaryMask mask = new(to);
        for (int y = 0; y < to.Height; y++)
        {
            ReadOnlySpan<float> above = logits.Slice(rows[y].Low * from.Width, from.Width);
            ReadOnlySpan<float> below = logits.Slice(rows[y].High * from.Width, from.Width);
            float share = rows[y].Share;
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = ((1 - share) * above[x]) + (share * below[x]);
            }

            Span<byte> target = mask.Pixels.AsSpan(y * to.Width, to.Width);
            for (int x = 0; x < target.Length; x++)
            {
                Tap tap = columns[x];
                target[x] = ((1 - tap.Share) * row[tap.Low]) + (tap.Share * row[tap.High]) > 0 ? (byte)1 : (byte)0;
            }
        }

        return mask;
    }

    /// <summary>For each output the two inputs around its centre and the share of the second.</summary>
    private static Tap[] Taps(int inputs, int outputs)
    {
        float scale = (float)inputs / outputs;
        return [.. Enumerable.Range(0, outputs).Select(output =>
        {
            float centre = Math.Max(0, (scale * (output + 0.5f)) - 0.5f);
            int low = Math.Min((int)centre, inputs - 1);
            return new Tap(low, Math.Min(low + 1, inputs - 1), centre - low);
        })];
    }

    private readonly record struct Tap(int Low, int High, float Share);
}
