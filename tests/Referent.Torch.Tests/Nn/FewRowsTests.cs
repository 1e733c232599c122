using Referent.Torch.Nn;

namespace Referent.Torch.Tests.Nn;

/// <summary>The bridge's own linear layer against libtorch's.</summary>
public sealed class FewRowsTests
{
    /// <summary>Single precision over 600 products, against the scale of the result.</summary>
    private const double Tolerance = 1e-6;

    [Theory]
    [MemberData(nameof(GridAttentionTests.Kinds), MemberType = typeof(GridAttentionTests))]
    public void Every_kind_gives_what_libtorch_gives(KernelKind kind)
    {
        GridAttentionTests.SkipUnlessRuns(kind);
        foreach ((long rows, long inputs, long outputs) in new[] { (1L, 1L, 1L), (3, 5, 7), (4, 16, 4), (8, 600, 64), (14, 256, 33), (33, 17, 20), (0, 4, 4) })
        {
            using TensorScope scope = TensorScope.Begin();
            (Tensor x, Tensor weight, Tensor bias) = (GridAttentionTests.Wave(0.37, rows, inputs), GridAttentionTests.Wave(1.9, outputs, inputs), GridAttentionTests.Wave(0.6, outputs));
            float[] expected = x.Linear(weight, bias).ToArray<float>();
            float[] actual = FewRows.Linear(x, weight, bias, kind).ToArray<float>();
            double scale = expected.Append(1).Max(MathF.Abs);
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance * scale));
        }
    }

    [Fact]
    public void Leading_axes_and_views_are_rows()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = GridAttentionTests.Wave(0.37, 5, 2, 3).Transpose(0, 1);
        (Tensor weight, Tensor bias) = (GridAttentionTests.Wave(1.9, 3, 4).Transpose(0, 1), GridAttentionTests.Wave(0.6, 4));
        Tensor actual = FewRows.Linear(x, weight, bias);
        Assert.Equal([2, 5, 4], actual.Shape);
        Assert.All(x.Linear(weight, bias).ToArray<float>().Zip(actual.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }

    [Fact]
    public void It_serves_few_rows_of_floats_without_gradients()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor weight, Tensor bias) = (Tensor.Ones([4, 3]), Tensor.Ones([4]));
        Assert.True(FewRows.Serves(Tensor.Ones([2, FewRows.Most / 2, 3]), weight, bias));
        Assert.False(FewRows.Serves(Tensor.Ones([FewRows.Most + 1, 3]), weight, bias));
        Assert.False(FewRows.Serves(Tensor.Ones([2, 3]), weight, null));
        Assert.False(FewRows.Serves(Tensor.Ones([2, 3], DType.Float64), weight, bias));
        weight.RequiresGrad = true;
        Assert.False(FewRows.Serves(Tensor.Ones([2, 3]), weight, bias));
        Assert.Throws<TorchException>(() => FewRows.Linear(Tensor.Ones([2, 3]), weight, bias));
        using NoGrad noGrad = NoGrad.Begin();
        Assert.True(FewRows.Serves(Tensor.Ones([2, 3]), weight, bias));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor x, Tensor weight, Tensor bias) = (Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([4]));
        Assert.Throws<TorchException>(() => FewRows.Linear(Tensor.Ones([2, 4]), weight, bias));
        Assert.Throws<TorchException>(() => FewRows.Linear(x, weight, Tensor.Ones([3])));
        Assert.Throws<TorchException>(() => FewRows.Linear(x.To(DType.Float64), weight, bias));
    }
}
