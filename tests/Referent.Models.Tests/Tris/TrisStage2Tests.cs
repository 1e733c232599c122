using Referent.Models.Tests.Clip;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Tris;

/// <summary>
/// Against a PyTorch rendition of the official program written for these tests: seeded random weights at a small size.
/// </summary>
public sealed class TrisStage2Tests : IDisposable
{
    private readonly ParityFile _file = ParityFile.Open("tris_stage2_tiny.safetensors");
    private readonly WeightStore _store;
    private readonly Tensor _image;
    private readonly Tensor _tokens;
    private TrisStage2? _model;

    public TrisStage2Tests()
    {
        _store = _file.Load(weights => _model = new TrisStage2(weights, TrisStage2.InferBackbone(_file.WeightShapes)));
        _image = _file.Read("in.image").To(DType.Float32);
        _tokens = _file.Read("in.tokens");
    }

    private TrisStage2 Model => _model!;

    [Fact]
    public void Masks_are_those_of_the_official_program()
    {
        using TensorScope scope = TensorScope.Begin();
        _file.AssertClose("out.logits", Model.Segment(Model.EncodeImage(_image), Model.EncodeText(_tokens)));
    }

    [Fact]
    public void One_image_serves_many_texts()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor many = Model.Segment(Model.EncodeImage(_image.Narrow(0, 1, 1)), Model.EncodeText(_tokens));
        Tensor each = Model.Segment(Model.EncodeImage(_image.Narrow(0, 1, 1).Expand(3, -1, -1, -1)), Model.EncodeText(_tokens));
        Assert.All(many.ToArray<float>().Zip(each.ToArray<float>()), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
        _file.AssertClose("out.logits", Tensor.Cat([.. Enumerable.Range(0, 3).Select(Alone)], 0));

        Tensor Alone(int i) => Model.Segment(Model.EncodeImage(_image.Narrow(0, i, 1)), Model.EncodeText(_tokens.Narrow(0, i, 1)));
    }

    [Fact]
    public void A_training_batch_gets_levels_loss_and_gradients_of_the_official_program()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore trained = WeightStore.FromStateDict(_store.Tensors, "copy", trainable: true);
        TrisStage2 model = new(trained.Root, Model.Backbone);
        Tensor[] levels = model.SegmentLevels(model.EncodeImage(_image, training: true), model.EncodeText(_tokens));
        Tensor target = _file.Read("in.target").To(DType.Float32);
        Tensor even = Tensor.Arange(0, _image.Size(2), 2, DType.Int64);
        for (int level = 0; level < levels.Length; level++)
        {
            _file.AssertClose($"out.head{level + 1}", levels[level].IndexSelect(2, even).IndexSelect(3, even));
        }

        Tensor loss = levels.Select(level => level.BinaryCrossEntropyWithLogits(target).Mean()).Aggregate((sum, term) => sum + term);
        _file.AssertClose("out.loss", loss);
        loss.Backward();
        string[] names =
        [
            "attention3.Wq.weight", "attention2.Wv.weight", "output3.relu.weight", "final_seg4.1.weight", "backbone.visual.conv1.weight",
            "reduced_c4.bn.weight",
        ];
        Assert.All(names, name => _file.AssertClose($"grad.{name}", trained.Tensors[name].Gradient()!));
    }

    [Fact]
    public void As_many_images_as_texts_are_asked_for()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] stages = Model.EncodeImage(_image.Narrow(0, 0, 2));
        Assert.Throws<ArgumentException>(() => Model.Segment(stages, Model.EncodeText(_tokens)));
    }

    public void Dispose()
    {
        _image.Dispose();
        _tokens.Dispose();
        _store.Dispose();
        _file.Dispose();
    }
}
