namespace Referent.Torch.Tests;

public sealed class TensorTests
{
    [Fact]
    public void A_linear_layer_gives_the_hand_computed_product_and_gradient()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.From([1f, 2f], 1, 2);
        Tensor weight = Tensor.From([3f, 4f, 5f, 6f], 2, 2);
        weight.RequiresGrad = true;
        Tensor y = x.Linear(weight, Tensor.From([0.5f, -0.5f], 2));

        y.Sum().Backward();

        Assert.Equal([11.5f, 16.5f], y.ToArray<float>());
        Assert.Equal([1f, 2f, 1f, 2f], weight.Gradient()!.ToArray<float>());
    }

    [Fact]
    public void A_scope_frees_intermediates_and_keeps_what_it_is_told()
    {
        long before = TorchRuntime.LiveTensors;
        Tensor kept;
        using (TensorScope scope = TensorScope.Begin())
        {
            Tensor x = Tensor.Ones([4]);
            kept = scope.Keep(x + x);
        }

        Assert.Equal(before + 1, TorchRuntime.LiveTensors);
        Assert.Equal([2f, 2f, 2f, 2f], kept.ToArray<float>());
        kept.Dispose();
        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void A_refused_call_names_the_operator()
    {
        using TensorScope scope = TensorScope.Begin();
        TorchException fault = Assert.Throws<TorchException>(() => Tensor.Ones([2, 3]).MatMul(Tensor.Ones([2, 3])));
        Assert.StartsWith("aten::matmul", fault.Message);
    }
}
