using System.Runtime.Intrinsics.X86;
using Referent.Torch.Nn;

namespace Referent.Torch.Tests.Nn;

/// <summary>The bridge's own kernel against the plain operators.</summary>
public sealed class GridAttentionTests
{
    /// <summary>Single precision, scores up to about 10, results about 1.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>BFloat16 has 8 bits: half a unit of the last place of numbers below 4.</summary>
    private const double RoundedTolerance = 1.0 / 128;

    /// <summary>Pictures, side of the grid, side of a window, heads, channels of a head.</summary>
    private static readonly (int B, int G, int K, int H, int D)[] Sizes =
    [
        (1, 1, 1, 1, 1),        // nothing to attend to
        (1, 4, 4, 1, 8),        // a window that is the grid
        (2, 5, 3, 2, 8),        // windows that reach over the grid
        (1, 16, 8, 4, 40),      // the tiny preset
        (1, 16, 14, 2, 64),     // SAM's windows
        (1, 14, 14, 1, 80),     // ViT-H: 5 vectors of 16
        (2, 9, 9, 3, 17),       // nothing divides
        (1, 33, 11, 1, 24),
        (1, 64, 64, 1, 16),     // a row of keys is as long as a block
        (1, 70, 70, 1, 8),      // and longer
    ];

    public static TheoryData<KernelKind> Kinds => [KernelKind.Best, KernelKind.Avx512, KernelKind.Avx2, KernelKind.Portable];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_gives_what_plain_operators_give(KernelKind kind)
    {
        SkipUnlessRuns(kind);
        foreach ((int b, int g, int k, int h, int d) in Sizes)
        {
            using TensorScope scope = TensorScope.Begin();
            (Tensor joint, Tensor padding, Tensor rows, Tensor columns) = Inputs(b, g, k, h, d);
            Tensor output = Tensor.Empty([b, g, g, h * d]);
            GridAttention.Forward(joint, padding, rows, columns, h, output, kind);
            double difference = Largest(output - Plain(joint, padding, rows, columns, h));
            Assert.True(difference <= Tolerance, $"{(b, g, k, h, d)}: {difference:g3}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void BFloat16_is_read_and_written_and_computed_in_full(KernelKind kind)
    {
        SkipUnlessRuns(kind);
        using TensorScope scope = TensorScope.Begin();
        (Tensor joint, Tensor padding, Tensor rows, Tensor columns) = Inputs(1, 16, 14, 2, 24);
        Tensor rounded = joint.To(DType.BFloat16);
        Tensor output = Tensor.Empty([1, 16, 16, 48], DType.BFloat16);
        GridAttention.Forward(rounded, padding, rows, columns, 2, output, kind);
        Assert.InRange(Largest(output.To(DType.Float32) - Plain(rounded.To(DType.Float32), padding, rows, columns, 2)), 0, RoundedTolerance);
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_bits()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor joint, Tensor padding, Tensor rows, Tensor columns) = Inputs(1, 20, 14, 3, 16);
        int before = TorchRuntime.Threads;
        float[][] results = [.. new[] { 1, 2, 5 }.Select(threads =>
        {
            TorchRuntime.Threads = threads;
            Tensor output = Tensor.Empty([1, 20, 20, 48]);
            GridAttention.Forward(joint, padding, rows, columns, 3, output);
            return output.ToArray<float>();
        })];
        TorchRuntime.Threads = before;
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
    }

    [Fact]
    public void It_does_not_stand_in_where_gradients_are_recorded()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor joint, Tensor padding, Tensor rows, Tensor columns) = Inputs(1, 4, 4, 1, 8);
        Assert.True(GridAttention.Serves(joint));
        joint.RequiresGrad = true;
        Assert.False(GridAttention.Serves(joint));
        TorchException fault = Assert.Throws<TorchException>(() => GridAttention.Forward(joint, padding, rows, columns, 1, Tensor.Empty([1, 4, 4, 8])));
        Assert.Contains("gradients are not recorded", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor joint, Tensor padding, Tensor rows, Tensor columns) = Inputs(1, 4, 4, 1, 8);
        Tensor output = Tensor.Empty([1, 4, 4, 8]);
        Refuses("qkv wants", () => GridAttention.Forward(joint, padding, rows, columns, 2, output));
        Refuses("padding wants", () => GridAttention.Forward(joint, padding.Narrow(0, 0, 8), rows, columns, 1, output));
        Refuses("rows and columns want", () => GridAttention.Forward(joint, padding, rows, columns.Narrow(0, 0, 5), 1, output));
        Refuses("G of at least 5", () => GridAttention.Forward(joint, padding, Tensor.Ones([9, 8]), Tensor.Ones([9, 8]), 1, output));
        Refuses("out has another shape", () => GridAttention.Forward(joint, padding, rows, columns, 1, Tensor.Empty([1, 4, 4, 9])));
        Refuses("out wants the type", () => GridAttention.Forward(joint, padding, rows, columns, 1, output.To(DType.BFloat16)));
        Refuses("contiguous", () => GridAttention.Forward(joint.Transpose(1, 2), padding, rows, columns, 1, output));

        static void Refuses(string what, Action call) => Assert.Contains(what, Assert.Throws<TorchException>(call).Message, StringComparison.Ordinal);
    }

    internal static void SkipUnlessRuns(KernelKind kind)
    {
        if ((kind == KernelKind.Avx512 && !Avx512F.IsSupported) || (kind == KernelKind.Avx2 && !(Avx2.IsSupported && Fma.IsSupported)))
        {
            Assert.Skip($"This CPU has no {kind}.");
        }
    }

    private static (Tensor Joint, Tensor Padding, Tensor Rows, Tensor Columns) Inputs(int b, int g, int k, int h, int d) =>
        (Wave(0.37, b, g, g, 3 * h * d), Wave(1.3, 3 * h * d), Wave(0.91, (2 * k) - 1, d), Wave(2.3, (2 * k) - 1, d));

    /// <summary>Numbers without a pattern that a mistake could hide behind.</summary>
    internal static Tensor Wave(double step, params long[] shape)
    {
        Tensor ramp = Tensor.Arange(0, shape.Aggregate(1L, (product, size) => product * size), dtype: DType.Float64);
        return (((ramp * step).Sin() * 40).Sin() * 1.5).To(DType.Float32).Reshape(shape);
    }

    /// <summary>The definition, step by step, in double precision: windows of the padded grid, scores, relative positions, softmax, values.</summary>
    private static Tensor Plain(Tensor joint, Tensor padding, Tensor rows, Tensor columns, int heads)
    {
        (long b, long g, long k, long d) = (joint.Size(0), joint.Size(1), (rows.Size(0) + 1) / 2, rows.Size(1));
        long n = (g + k - 1) / k;
        Tensor right = padding.Expand(b, g, (n * k) - g, -1);
        Tensor below = padding.Expand(b, (n * k) - g, n * k, -1);
        Tensor padded = Tensor.Cat([Tensor.Cat([joint, right], 2), below], 1).To(DType.Float64);                 // [B, nK, nK, 3HD]
        Tensor parts = padded.Reshape(b, n, k, n, k, 3, heads, d).Permute(5, 0, 1, 3, 6, 2, 4, 7);               // [3, B, n, n, H, K, K, D]
        Tensor[] split = parts.Reshape(3, b * n * n * heads, k * k, d).Unbind(0);
        (Tensor query, Tensor key, Tensor value) = (split[0], split[1], split[2]);                               // [W, KK, D], W = B n n H
        long[] index = [.. Enumerable.Range(0, (int)(k * k)).Select(i => (i / k) - (i % k) + k - 1)];
        Tensor table(Tensor entries) => entries.To(DType.Float64).IndexSelect(0, Tensor.From(index, k * k)).Reshape(k, k, d).Transpose(1, 2);
        Tensor grid = query.Reshape(-1, k, k, d);
        Tensor byRow = grid.MatMul(table(rows)).Unsqueeze(4);                                                    // [W, Y, X, K, 1]
        Tensor byColumn = grid.Transpose(1, 2).MatMul(table(columns)).Transpose(1, 2).Unsqueeze(3);              // [W, Y, X, 1, K]
        Tensor scores = query.MatMul(key.Transpose(1, 2)) * (1 / Math.Sqrt(d));
        Tensor weights = (scores.Reshape(-1, k, k, k, k) + byRow + byColumn).Reshape(-1, k * k, k * k).Softmax(-1);
        Tensor mixed = weights.MatMul(value).Reshape(b, n, n, heads, k, k, d).Permute(0, 1, 4, 2, 5, 3, 6).Reshape(b, n * k, n * k, heads * d);
        return mixed.Narrow(1, 0, g).Narrow(2, 0, g).To(DType.Float32);
    }

    private static double Largest(Tensor x) => x.Abs().ToArray<float>().Max();
}
