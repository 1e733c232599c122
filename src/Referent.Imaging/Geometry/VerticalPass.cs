using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Referent.Imaging.Geometry;

/// <summary>Sums rows with weights; the bytes of a row are independent, so channels do not matter.</summary>
internal static class VerticalPass
{
    /// <param name="source">Rows of <paramref name="rowBytes"/> bytes.</param>
    /// <param name="rowBytes">Bytes of an input and an output row.</param>
    /// <param name="target">Output rows.</param>
    /// <param name="kernel">Along the height.</param>
    public static void Run(ReadOnlySpan<byte> source, int rowBytes, Span<byte> target, ResampleKernel kernel)
    {
        for (int y = 0; y < kernel.Outputs; y++)
        {
            ReadOnlySpan<int> weights = kernel.Weights.AsSpan(y * kernel.Taps, kernel.Counts[y]);
            ReadOnlySpan<byte> rows = source.Slice(kernel.Starts[y] * rowBytes, weights.Length * rowBytes);
            Span<byte> output = target.Slice(y * rowBytes, rowBytes);
            int x = 0;
            for (; x <= rowBytes - Vector128<byte>.Count; x += Vector128<byte>.Count)
            {
                SumSixteen(rows[x..], rowBytes, weights).CopyTo(output[x..]);
            }

            for (; x < rowBytes; x++)
            {
                int sum = ResampleKernel.Half;
                for (int tap = 0; tap < weights.Length; tap++)
                {
                    sum += rows[(tap * rowBytes) + x] * weights[tap];
                }

                output[x] = (byte)Math.Clamp(sum >> ResampleKernel.FractionBits, 0, 255);
            }
        }
    }

    /// <summary>Sixteen neighbouring bytes of the output row.</summary>
    private static Vector128<byte> SumSixteen(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<int> weights)
    {
        ref byte first = ref MemoryMarshal.GetReference(rows);
        Vector256<int> low = Vector256.Create(ResampleKernel.Half);
        Vector256<int> high = low;
        nuint at = 0;
        foreach (int weight in weights)
        {
            Vector256<ushort> words = Vector256.WidenLower(Vector128.LoadUnsafe(ref first, at).ToVector256Unsafe());
            (Vector256<uint> left, Vector256<uint> right) = Vector256.Widen(words);
            low += left.AsInt32() * weight;
            high += right.AsInt32() * weight;
            at += (nuint)rowBytes;
        }

        Vector256<int> zero = Vector256<int>.Zero;
        Vector256<int> most = Vector256.Create(255);
        low = Vector256.Min(Vector256.Max(low >> ResampleKernel.FractionBits, zero), most);
        high = Vector256.Min(Vector256.Max(high >> ResampleKernel.FractionBits, zero), most);
        Vector256<ushort> both = Vector256.Narrow(low.AsUInt32(), high.AsUInt32());
        return Vector128.Narrow(both.GetLower(), both.GetUpper());
    }
}
