using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Referent.Imaging.Geometry;

/// <summary>Sums pixels along each row with weights: with AVX2 four pixels at a time, elsewhere one by one, to the same bytes.</summary>
internal static class HorizontalPass
{
    /// <summary>Weights are split here for 16-bit multiplication: <c>weight = high * 2^11 + low</c>, both of which fit 16 bits.</summary>
    private const int SplitBits = 11;

    /// <summary>A vectorised read may pass the last needed byte of a row by this much, and a write by one.</summary>
    private const int Slack = 16;

    /// <param name="source">Rows of <c>from.Width * channels</c> bytes.</param>
    /// <param name="from">The input's size.</param>
    /// <param name="channels">3 or 4.</param>
    /// <param name="target">Rows of <c>kernel.Outputs * channels</c> bytes.</param>
    /// <param name="kernel">Along the width.</param>
    public static void Run(ReadOnlySpan<byte> source, ImageSize from, int channels, Span<byte> target, ResampleKernel kernel) =>
        Run(source, from, channels, target, kernel, Avx2.IsSupported);

    /// <summary>The same with the path chosen: <c>vectorised: false</c> is that of processors without AVX2.</summary>
    internal static void Run(ReadOnlySpan<byte> source, ImageSize from, int channels, Span<byte> target, ResampleKernel kernel, bool vectorised)
    {
        int inputBytes = from.Width * channels;
        int outputBytes = kernel.Outputs * channels;
        if (!vectorised)
        {
            for (int y = 0; y < from.Height; y++)
            {
                SumRow(source.Slice(y * inputBytes, inputBytes), channels, target.Slice(y * outputBytes, outputBytes), kernel);
            }

            return;
        }

        byte[] input = new byte[inputBytes + (kernel.Taps * channels) + Slack];
        byte[] output = new byte[outputBytes + Slack];
        int[] pairs = PackPairs(kernel);
        for (int y = 0; y < from.Height; y++)
        {
            source.Slice(y * inputBytes, inputBytes).CopyTo(input);
            SumRowVectorised(input, channels, output, kernel, pairs);
            output.AsSpan(0, outputBytes).CopyTo(target[(y * outputBytes)..]);
        }
    }

    private static void SumRow(ReadOnlySpan<byte> input, int channels, Span<byte> output, ResampleKernel kernel)
    {
        for (int x = 0; x < kernel.Outputs; x++)
        {
            ReadOnlySpan<int> weights = kernel.Weights.AsSpan(x * kernel.Taps, kernel.Counts[x]);
            ReadOnlySpan<byte> pixels = input.Slice(kernel.Starts[x] * channels, weights.Length * channels);
            for (int c = 0; c < channels; c++)
            {
                int sum = ResampleKernel.Half;
                for (int tap = 0; tap < weights.Length; tap++)
                {
                    sum += pixels[(tap * channels) + c] * weights[tap];
                }

                output[(x * channels) + c] = (byte)Math.Clamp(sum >> ResampleKernel.FractionBits, 0, 255);
            }
        }
    }

    /// <summary>For every four taps four numbers: low halves of taps 0 and 1, of 2 and 3, then the high halves likewise.</summary>
    private static int[] PackPairs(ResampleKernel kernel)
    {
        int[] pairs = new int[kernel.Weights.Length];
        for (int i = 0; i < pairs.Length; i += ResampleKernel.Group)
        {
            ReadOnlySpan<int> w = kernel.Weights.AsSpan(i, ResampleKernel.Group);
            (pairs[i], pairs[i + 1]) = (Pair(Low(w[0]), Low(w[1])), Pair(Low(w[2]), Low(w[3])));
            (pairs[i + 2], pairs[i + 3]) = (Pair(w[0] >> SplitBits, w[1] >> SplitBits), Pair(w[2] >> SplitBits, w[3] >> SplitBits));
        }

        return pairs;

        static int Low(int weight) => weight & ((1 << SplitBits) - 1);
        static int Pair(int first, int second) => (first & 0xffff) | (second << 16);
    }

    private static void SumRowVectorised(byte[] input, int channels, byte[] output, ResampleKernel kernel, int[] pairs)
    {
        ref byte pixels = ref MemoryMarshal.GetArrayDataReference(input);
        ref int weights = ref MemoryMarshal.GetArrayDataReference(pairs);
        Vector256<byte> interleave = Interleave(channels);
        var firstPair = Vector256.Create(0, 0, 0, 0, 1, 1, 1, 1);
        var secondPair = Vector256.Create(2, 2, 2, 2, 3, 3, 3, 3);
        nuint weight = 0;
        for (int x = 0; x < kernel.Outputs; x++)
        {
            Vector256<int> low = Vector256<int>.Zero;
            Vector256<int> high = Vector256<int>.Zero;
            nuint at = (nuint)(kernel.Starts[x] * channels);
            for (int tap = 0; tap < kernel.Taps; tap += ResampleKernel.Group)
            {
                Vector128<byte> four = Vector128.LoadUnsafe(ref pixels, at);
                Vector256<short> words = Avx2.Shuffle(Vector256.Create(four, four), interleave).AsInt16();
                Vector256<int> packed = Vector128.LoadUnsafe(ref weights, weight).ToVector256Unsafe();
                low += Avx2.MultiplyAddAdjacent(words, Avx2.PermuteVar8x32(packed, firstPair).AsInt16());
                high += Avx2.MultiplyAddAdjacent(words, Avx2.PermuteVar8x32(packed, secondPair).AsInt16());
                at += (nuint)(ResampleKernel.Group * channels);
                weight += ResampleKernel.Group;
            }

            Vector256<int> sums = low + (high << SplitBits);
            Vector128<int> sum = (sums.GetLower() + sums.GetUpper() + Vector128.Create(ResampleKernel.Half)) >> ResampleKernel.FractionBits;
            Vector128<short> words16 = Sse2.PackSignedSaturate(sum, sum);
            uint pixel = Sse2.PackUnsignedSaturate(words16, words16).AsUInt32().ToScalar();
            Unsafe.WriteUnaligned(ref output[x * channels], pixel); // With 3 channels the fourth byte is overwritten by the next pixel.
        }
    }

    /// <summary>Spreads four neighbouring pixels to 16-bit words, pixels 0 and 1 paired by channel in the lower half, 2 and 3 in the upper.</summary>
    private static Vector256<byte> Interleave(int channels)
    {
        Span<byte> order = stackalloc byte[32];
        order.Fill(0x80); // Gives zero.
        for (int pixel = 0; pixel < 4; pixel++)
        {
            for (int c = 0; c < channels; c++)
            {
                order[(pixel / 2 * 16) + (c * 4) + (pixel % 2 * 2)] = (byte)((pixel * channels) + c);
            }
        }

        return Vector256.Create<byte>(order);
    }
}
