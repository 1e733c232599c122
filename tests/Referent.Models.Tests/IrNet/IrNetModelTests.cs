using Referent.Models.IrNet;
using Referent.Models.Tests.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.IrNet;

/// <summary>Against a PyTorch rendition of IRNet written for these tests: seeded random weights at a small size.</summary>
public sealed class IrNetModelTests : IDisposable
{
    private static readonly IrNetConfig Small = new() { Width = 4, Blocks = [1, 1, 2, 1], EdgeWidth = 8, DisplacementWidth = 16 };

    private readonly ParityFile _file = ParityFile.Open("irnet_tiny.safetensors");
    private readonly WeightStore _store;
    private IrNetModel? _model;

    public IrNetModelTests() => _store = _file.Load(weights => _model = new IrNetModel(weights, Small));

    [Fact]
    public void Boundaries_and_displacements_of_a_picture_of_odd_size_are_those_of_the_official_program()
    {
        using TensorScope scope = TensorScope.Begin();
        BoundaryField field = _model!.Segment(_file.Read("in.image").To(DType.Float32));
        Assert.Equal((20, 24), (field.Height, field.Width));
        _file.AssertClose("out.edge", Tensor.From<float>(field.Edge, [field.Height, field.Width]));
        Tensor down = Tensor.From<float>(field.Down, [1, field.Height, field.Width]);
        Tensor right = Tensor.From<float>(field.Right, [1, field.Height, field.Width]);
        _file.AssertClose("out.displacement", Tensor.Cat([down, right], 0));
    }

    [Fact]
    public void The_trunk_is_not_trained()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.DoesNotContain(_store.ParameterNames, name => name.StartsWith("resnet50.", StringComparison.Ordinal));
        Assert.Equal(17 + 22, _store.ParameterNames.Count);
    }

    [Fact]
    public void A_resnet_50_has_torchvisions_names()
    {
        using WeightStore store = WeightStore.ShapesOnly();
        _ = new ResNetTrunk(store.Root, new IrNetConfig());
        Assert.Equal(53 * 5, store.Tensors.Count);
        Assert.Equal([64, 3, 7, 7], store.Tensors["conv1.weight"].Shape);
        Assert.Equal([256], store.Tensors["layer1.0.downsample.1.running_mean"].Shape);
        Assert.Equal([512, 512, 3, 3], store.Tensors["layer4.2.conv2.weight"].Shape);
        Assert.Equal(23_508_032 + 53_120, store.Tensors.Values.Sum(tensor => tensor.Count));
    }

    [Fact]
    public void A_file_of_torchvisions_gives_a_trunk_without_classifier_and_counters()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        try
        {
            using (TensorScope scope = TensorScope.Begin())
            {
                Dictionary<string, Tensor> tensors = _store.Tensors.Where(item => item.Key.StartsWith("resnet50.", StringComparison.Ordinal))
                    .ToDictionary(item => item.Key["resnet50.".Length..], item => item.Value, StringComparer.Ordinal);
                tensors["fc.weight"] = Tensor.Zeros([1000, 128]);
                tensors["fc.bias"] = Tensor.Zeros([1000]);
                tensors["bn1.num_batches_tracked"] = Tensor.Zeros([], DType.Int64);
                SafetensorsWriter.Write(path, tensors);
            }

            using WeightStore trunk = ResNetTrunk.Load(path, Small);
            Assert.Equal(_store.Tensors["resnet50.layer3.1.conv2.weight"].ToArray<float>(), trunk.Tensors["layer3.1.conv2.weight"].ToArray<float>());
            Assert.Throws<WeightFormatException>(() => ResNetTrunk.Load(path, Small with { Blocks = [1, 1, 3, 1] }));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void One_picture_is_segmented_at_a_time()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Throws<ArgumentException>(() => _model!.Segment(Tensor.Zeros([2, 3, 32, 32])));
    }

    public void Dispose()
    {
        _store.Dispose();
        _file.Dispose();
    }
}
