using Referent.TestSupport;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Weights;

/// <summary>
/// Files that PyTorch 1.13 wrote: <c>every-kind</c> holds a tensor of each element type and layout, <c>checkpoint</c> a training run with
/// optimiser, scheduler, options and scores beside the network; each in the zip form and in the older one.
/// </summary>
public sealed class TorchFileTests
{
    public static TheoryData<string> Forms => ["", ".legacy"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Tensors_of_every_type_and_layout_have_the_values_that_PyTorch_stored(string form)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightFile file = WeightFile.Open(Fixtures.PathOf($"weights/every-kind{form}.pth"));

        Assert.Equal("PyTorch state dict", file.Form);
        Assert.Equal(
            ["bfloat", "byte", "count", "double", "empty", "flags", "half", "parameter", "plain", "tail", "transposed", "whole"],
            file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => (float)i), file.Read("plain").ToArray<float>());
        Assert.Equal([0f, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], file.Read("transposed").ToArray<float>());
        Assert.Equal([4L, 3], file.Tensors["transposed"].Shape);
        Assert.Equal([6f, 7, 8, 9], file.Read("tail").ToArray<float>());
        Assert.Equal(10, file.Read("whole").Count);
        Assert.Equal([(Half)1.5, (Half)(-2)], file.Read("half").ToArray<Half>());
        Assert.Equal([1.5f, -2], file.Read("bfloat").To(DType.Float32).ToArray<float>());
        Assert.Equal([7L], file.Read("count").ToArray<long>());
        Assert.Empty(file.Tensors["count"].Shape);
        Assert.Equal([true, false], file.Read("flags").ToArray<bool>());
        Assert.Equal([3f, 4], file.Read("parameter").ToArray<float>());
        Assert.Equal([0L, 3], file.Read("empty").Shape);
        Assert.Equal([(byte)1, (byte)255], file.Read("byte").ToArray<byte>());
        Assert.Equal([0.1], file.Read("double").ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Of_a_training_run_the_network_is_read_without_the_prefix_of_parallel_training(string form)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightFile file = WeightFile.Open(Fixtures.PathOf($"weights/checkpoint{form}.pth"));

        Assert.Equal(["head.bias", "head.weight"], file.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([0f, 1, 2, 3, 4, 5], file.Read("head.weight").ToArray<float>());
        Assert.Equal([0.5f, 1.5f, 2.5f], file.Read("head.bias").ToArray<float>());
    }

    [Fact]
    public void A_TorchScript_archive_gives_the_state_dict_of_its_module_with_every_element_type_as_stored()
    {
        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile parity = SafetensorsFile.Open(Fixtures.PathOf("models/clip_vit_tiny.safetensors"));
        using WeightFile file = WeightFile.Open(Fixtures.PathOf("models/clip_vit_tiny_fp16_torchscript.pt"));
        string[] names = [.. parity.Tensors.Keys.Where(name => name.StartsWith("w.", StringComparison.Ordinal)).Select(name => name[2..]).Order(StringComparer.Ordinal)];

        Assert.Equal("TorchScript archive", file.Form);
        Assert.Equal(names, file.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach (string name in names)
        {
            Tensor half = file.Read(name);
            Assert.Equal(DType.Float16, half.DType);
            Assert.Equal(parity.Read($"w.{name}").To(DType.Float16).ToArray<Half>(), half.ToArray<Half>());
        }
    }

    [Fact]
    public void A_state_dict_equals_the_same_weights_in_safetensors()
    {
        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile parity = SafetensorsFile.Open(Fixtures.PathOf("models/sam_tiny.safetensors"));
        using WeightFile file = WeightFile.Open(Fixtures.PathOf("models/sam_tiny.pth"));

        Assert.All(file.Tensors.Keys, name => Assert.Equal(parity.Read($"w.{name}").ToArray<float>(), file.Read(name).ToArray<float>()));
        Assert.Equal(parity.Tensors.Keys.Count(name => name.StartsWith("w.", StringComparison.Ordinal)), file.Tensors.Count);
    }

    [Fact]
    public void A_tensor_outlives_the_file_it_was_read_from()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tensor;
        using (WeightFile file = WeightFile.Open(Fixtures.PathOf("weights/every-kind.pth")))
        {
            tensor = file.Read("plain");
        }

        Assert.Equal(66, tensor.Sum().Item());
    }
}
