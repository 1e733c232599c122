using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Nn;

/// <summary>Layers ask for the weights of PyTorch's modules by name and shape, and compute what they do.</summary>
public sealed class LayerTests : IDisposable
{
    private const float Tolerance = 1e-5f;

    private readonly WeightStore _store = WeightStore.Initialise(1);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Weights_have_the_names_and_shapes_of_PyTorchs_modules()
    {
        Linear.Create(_store.Root.In("linear"), 3, 4);
        Linear.Create(_store.Root.In("plain"), 3, 4, bias: false);
        Conv2d.Create(_store.Root.In("conv"), 3, 4, 5);
        ConvTranspose2d.Create(_store.Root.In("up"), 3, 4, 2);
        LayerNorm.Create(_store.Root.In("norm"), 6, 1e-5);
        BatchNorm2d.Create(_store.Root.In("batch"), 6);
        Embedding.Create(_store.Root.In("table"), 7, 3);

        Assert.Equal(
            [
                "batch.bias [6]", "batch.num_batches_tracked []", "batch.running_mean [6]", "batch.running_var [6]", "batch.weight [6]",
                "conv.bias [4]", "conv.weight [4, 3, 5, 5]", "linear.bias [4]", "linear.weight [4, 3]", "norm.bias [6]", "norm.weight [6]",
                "plain.weight [4, 3]", "table.weight [7, 3]", "up.bias [4]", "up.weight [3, 4, 2, 2]",
            ],
            _store.Tensors.Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.Shape)}]").Order(StringComparer.Ordinal));
        Assert.DoesNotContain("batch.running_mean", _store.ParameterNames);
    }

    [Fact]
    public void LayerNorm2d_normalises_the_channels_of_each_pixel()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = Tensor.From([1f, 10f, 3f, 30f], 1, 2, 1, 2); // channels (1, 3) and (10, 30)
        float[] y = LayerNorm2d.Create(_store.Root, 2).Forward(x).ToArray<float>();
        Assert.Equal([-1f, -1f, 1f, 1f], y, (a, b) => Math.Abs(a - b) < Tolerance);
    }

    [Fact]
    public void BatchNorm2d_follows_the_batch_in_training_and_its_memory_afterwards()
    {
        using TensorScope scope = TensorScope.Begin();
        BatchNorm2d layer = BatchNorm2d.Create(_store.Root, 1);
        Tensor x = Tensor.From([2f, 6f], 2, 1, 1, 1);

        Assert.Equal([-1f, 1f], layer.Forward(x, training: true).ToArray<float>(), (a, b) => Math.Abs(a - b) < Tolerance);
        Assert.Equal([1L], _store.Tensors["num_batches_tracked"].ToArray<long>());
        Assert.Equal(0.4, _store.Tensors["running_mean"].Item(), 6); // 0.9 * 0 + 0.1 * 4
        Assert.Equal(1.7, _store.Tensors["running_var"].Item(), 6); // 0.9 * 1 + 0.1 * 8, the unbiased variance
        float expected = (float)((2 - 0.4) / Math.Sqrt(1.7 + 1e-5));
        Assert.Equal(expected, layer.Forward(x, training: false).ToArray<float>()[0], Tolerance);
    }

    [Fact]
    public void A_transposed_convolution_whose_kernel_is_its_stride_tiles_the_plane()
    {
        using TensorScope scope = TensorScope.Begin();
        ConvTranspose2d layer = ConvTranspose2d.Create(_store.Root, 1, 1, 2);
        float[] kernel = _store.Tensors["weight"].ToArray<float>();
        float[] y = layer.Forward(Tensor.From([1f, 2f], 1, 1, 1, 2)).ToArray<float>();
        Assert.Equal([kernel[0], kernel[1], 2 * kernel[0], 2 * kernel[1], kernel[2], kernel[3], 2 * kernel[2], 2 * kernel[3]], y);
    }

    [Fact]
    public void Matrix_products_are_BFloat16_inside_a_precision_block_of_this_thread_only()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor fine = Tensor.From([1.001f], 1, 1); // between two BFloat16 values
        Tensor one = Tensor.Ones([1, 1]);
        float onOther = 0;
        using (Precision.Begin(bfloat16: true))
        {
            Assert.Equal(1, Precision.MatMul(fine, one).Item());
            Assert.Equal(1, Precision.Linear(fine, one, Tensor.Zeros([1])).Item());
            Assert.Equal(DType.BFloat16, Precision.MatMul(fine, one).DType);
            using (Precision.Begin(bfloat16: false))
            {
                Assert.Equal(1.001f, Precision.MatMul(fine, one).Item());
            }

            Assert.Equal(1, Precision.MatMul(fine, one).Item());
            Thread other = new(() =>
            {
                using TensorScope own = TensorScope.Begin();
                onOther = (float)Precision.MatMul(fine, one).Item();
            });
            other.Start();
            other.Join();
        }

        Assert.Equal(1.001f, onOther);
        Assert.Equal(1.001f, Precision.MatMul(fine, one).Item());
    }
}
