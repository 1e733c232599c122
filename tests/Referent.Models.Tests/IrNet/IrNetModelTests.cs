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
    public void Sizes_are_read_off_the_names_and_shapes()
    {
        IrNetConfig inferred = IrNetConfig.Infer(_store.Tensors.ToDictionary(item => item.Key, item => item.Value.Shape.ToArray()));
        Assert.Equal(Small with { Blocks = inferred.Blocks }, inferred);
        Assert.Equal(Small.Blocks, inferred.Blocks);
    }

    [Theory]
    [InlineData(64, 96)]
    [InlineData(37, 50)]
    public void CLIPs_network_serves_as_the_trunk_for_pictures_of_any_size(int height, int width)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(3);
        IrNetConfig config = new() { Trunk = IrNetTrunk.Clip, Width = 8, Blocks = [1, 1, 1, 1], EdgeWidth = 8, DisplacementWidth = 16 };
        IrNetModel model = new(store.Root, config);
        BoundaryField field = model.Segment(Tensor.Ones([1, 3, height, width]));
        Assert.Equal(((height + 3) / 4, (width + 3) / 4), (field.Height, field.Width));

        IrNetConfig inferred = IrNetConfig.Infer(store.Tensors.ToDictionary(item => item.Key, item => item.Value.Shape.ToArray()));
        Assert.Equal(config with { Blocks = inferred.Blocks }, inferred);
        string[] trunk = [.. store.Tensors.Keys.Where(IrNetModel.IsTrunk)];
        Assert.Equal(store.Tensors.Count - 17 - 22 - 1, trunk.Length);
        Assert.All(trunk, name => Assert.StartsWith("clip.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_of_something_else_are_refused() => Assert.Throws<WeightFormatException>(() => IrNetConfig.Infer(new Dictionary<string, long[]>()));

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
