using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Nn;

public sealed class PrecisionTests
{
    /// <summary>BFloat16 keeps 8 bits; sums of a few products stay within two units.</summary>
    private const double Tolerance = 1.0 / 64;

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void A_layer_multiplies_in_the_type_of_its_matrix_in_every_form(DType dtype)
    {
        using TensorScope scope = TensorScope.Begin();
        using NoGrad noGrad = NoGrad.Begin();
        using WeightStore store = WeightStore.Initialise(3);
        Linear layer = Linear.Create(store.Root.WithMatrices(dtype).In("layer"), 40, 6);
        Tensor x = GridAttentionTests.Wave(0.37, 50, 40);
        Tensor exact = x.Linear(layer.Weight.To(DType.Float32), layer.Bias);

        Tensor output = Tensor.Empty([50, 6], dtype);
        layer.ForwardInto(x, output);
        Tensor sum = Tensor.Ones([50, 6]);
        layer.AddTo(sum, x);

        Assert.Equal((dtype, dtype, DType.Float32, dtype), (layer.Result, layer.Weight.DType, layer.Bias!.DType, layer.Forward(x).DType));
        AssertClose(exact, layer.Forward(x), dtype);
        AssertClose(exact, output, dtype);
        AssertClose(exact + 1.0, sum, dtype);
    }

    [Fact]
    public void A_product_with_one_rounded_operand_is_rounded()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor left, Tensor right, Tensor sum) = (GridAttentionTests.Wave(0.37, 1, 3, 4), GridAttentionTests.Wave(1.1, 1, 4, 2), Tensor.Ones([1, 3, 2]));
        Tensor exact = left.MatMul(right);
        Assert.Equal(DType.Float32, Precision.MatMul(left, right).DType);
        Assert.Equal(DType.BFloat16, Precision.MatMul(left.To(DType.BFloat16), right).DType);
        AssertClose(exact, Precision.MatMul(left, right.To(DType.BFloat16)), DType.BFloat16);
        AssertClose(exact + 1.0, Precision.AddMatMul(sum, left, right), DType.Float32);
        AssertClose(exact + 1.0, Precision.AddMatMul(sum, left, right.To(DType.BFloat16)), DType.BFloat16);
    }

    private static void AssertClose(Tensor expected, Tensor actual, DType dtype)
    {
        double tolerance = dtype == DType.BFloat16 ? Tolerance : 1e-6;
        Assert.All(expected.ToArray<float>().Zip(Precision.Full(actual).ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, tolerance * (1 + Math.Abs(pair.First))));
    }
}
