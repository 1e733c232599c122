using Referent.Models.Tests.Clip;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Tris;

/// <summary>
/// Against a PyTorch rendition of the official program written for these tests: seeded random weights at a small size.
/// </summary>
public sealed class TrisStage1Tests : IDisposable
{
    private readonly ParityFile _file = ParityFile.Open("tris_stage1_tiny.safetensors");
    private readonly WeightStore _store;
    private readonly Tensor _image;
    private readonly Tensor _tokens;
    private TrisStage1? _model;

    public TrisStage1Tests()
    {
        _store = _file.Load(weights => _model = new TrisStage1(weights, TrisStage1Config.Infer(_file.WeightShapes)));
        _image = _file.Read("in.image").To(DType.Float32);
        _tokens = _file.Read("in.tokens");
    }

    private TrisStage1 Model => _model!;

    [Theory]
    [InlineData(TextContext.Together)]
    [InlineData(TextContext.Apart)]
    public void A_text_alone_gets_the_map_of_the_official_program(TextContext context)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor image = Model.EncodeImage(_image.Narrow(0, 0, 1));
        Tensor[] maps = [.. Enumerable.Range(0, 3).Select(text => Model.Respond(image, Model.EncodeText(_tokens.Narrow(0, text, 1)), context))];
        _file.AssertClose("out.alone", TrisStage1.Rectify(Tensor.Cat(maps, 1), _image.Size(2), _image.Size(3)));
    }

    [Fact]
    public void Texts_asked_apart_get_what_each_gets_alone()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor maps = Model.Respond(Model.EncodeImage(_image.Narrow(0, 0, 1)), Model.EncodeText(_tokens));
        _file.AssertClose("out.alone", TrisStage1.Rectify(maps, _image.Size(2), _image.Size(3)));
    }

    [Fact]
    public void A_training_batch_gets_scores_maps_gradients_and_statistics_of_the_official_program()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore trained = WeightStore.FromStateDict(_store.Tensors, "copy", trainable: true);
        TrisStage1 model = new(trained.Root, Model.Config);
        Tensor responses = model.Respond(model.EncodeImage(_image, training: true), model.EncodeText(_tokens), TextContext.Together);
        Tensor score = ClassificationScore.Compute(responses);
        _file.AssertClose("out.score", score);

        Tensor own = Tensor.Cat([.. Enumerable.Range(0, 3).Select(i => responses.Select(0, i).Narrow(0, i, 1).Unsqueeze(0))], 0);
        _file.AssertClose("out.segmentation", own.ResizeBilinear(_image.Size(2), _image.Size(3)));

        Tensor identity = Tensor.From([1f, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3);
        Tensor loss = score.BinaryCrossEntropyWithLogits(identity).Mean();
        _file.AssertClose("out.classification", loss);
        loss.Backward();
        string[] names =
        [
            "vis_project.weight", "attn_fusion.t_proj2.0.weight", "attn_fusion.v_output.1.bias", "backbone.visual.layer1.0.conv2.weight",
            "backbone.text_projection", "logit_scale",
        ];
        Assert.All(names, name => _file.AssertClose($"grad.{name}", trained.Tensors[name].Gradient()!));
        _file.AssertClose("after.backbone.visual.bn1.running_var", trained.Tensors["backbone.visual.bn1.running_var"]);
        _file.AssertClose("after.backbone.visual.layer4.0.bn3.running_mean", trained.Tensors["backbone.visual.layer4.0.bn3.running_mean"]);
    }

    /// <summary>As the official program: the temperature gets a gradient (above) and belongs to the optimiser or not by configuration; the pool
    /// and CLIP's own temperature get none.</summary>
    [Fact]
    public void A_training_step_reaches_all_but_the_pool_and_leaks_nothing()
    {
        using WeightStore trained = WeightStore.FromStateDict(_store.Tensors, "copy", trainable: true);
        TrisStage1 model = new(trained.Root, Model.Config);
        long before = TorchRuntime.LiveTensors;
        using (TensorScope scope = TensorScope.Begin())
        {
            Tensor responses = model.Respond(model.EncodeImage(_image, training: true), model.EncodeText(_tokens), TextContext.Together);
            ClassificationScore.Compute(responses).Pow(2).Sum().Backward();
            string[] untouched = [.. trained.ParameterNames.Where(name => trained.Tensors[name].Gradient() is null)];
            Assert.All(untouched, name => Assert.True(name.Contains("attnpool", StringComparison.Ordinal) || name == "backbone.logit_scale", name));
            Assert.Equal(10, untouched.Length);
            Assert.All(trained.Tensors.Values, tensor => tensor.ClearGradient());
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    /// <summary>Hazard: for one text the visual prompt is the bias of its norm, for every image and every text.</summary>
    [Fact]
    public void The_visual_prompt_of_a_single_text_is_the_bias_of_its_norm()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor image = Model.EncodeImage(_image);
        Tensor text = Model.EncodeText(_tokens.Narrow(0, 1, 1));
        float[] apart = Model.Respond(image, text, TextContext.Apart).ToArray<float>();
        AssertNear(apart, Model.Respond(image, text, TextContext.Together).ToArray<float>());

        using WeightStore other = WeightStore.FromStateDict(_store.Tensors, "copy");
        TrisStage1 model = new(other.Root, Model.Config);
        other.Tensors["attn_fusion.t_proj3.0.weight"].MulInPlace(-3);       // what the visual prompt is mixed of
        Assert.Equal(apart, model.Respond(image, text, TextContext.Apart).ToArray<float>());
        AssertNear(apart, model.Respond(image, text, TextContext.Together).ToArray<float>());

        static void AssertNear(float[] expected, float[] actual) =>
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    /// <summary>Hazard: in training the texts compete for the visual prompt, so that the map of one depends on the others.</summary>
    [Fact]
    public void Texts_asked_together_change_each_others_maps()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor image = Model.EncodeImage(_image.Narrow(0, 0, 1));
        Tensor texts = Model.EncodeText(_tokens);
        float[] two = Model.Respond(image, texts.Narrow(0, 0, 2), TextContext.Together).Select(1, 0).ToArray<float>();
        float[] three = Model.Respond(image, texts, TextContext.Together).Select(1, 0).ToArray<float>();
        Assert.Contains(two.Zip(three), pair => Math.Abs(pair.First - pair.Second) > 1e-3);
    }

    /// <summary>Hazard: a text cut before its end is read at its start, which knows no word.</summary>
    [Fact]
    public void A_text_that_lost_its_end_says_the_same_whatever_its_words_are()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor texts = Model.EncodeText(Tensor.From([46L, 1, 2, 3, 4, 46, 40, 30, 20, 10, 46, 1, 2, 3, 47, 46, 40, 30, 20, 47], 4, 5));
        float[] values = texts.ToArray<float>();
        int width = Model.Config.Width;
        Assert.All(Enumerable.Range(0, width), i => Assert.Equal(values[i], values[width + i], 1e-5f));
        Assert.Contains(Enumerable.Range(0, width), i => Math.Abs(values[(2 * width) + i] - values[(3 * width) + i]) > 1e-2);
    }

    [Fact]
    public void The_temperature_is_read_from_the_weights()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor image = Model.EncodeImage(_image.Narrow(0, 0, 1));
        Tensor text = Model.EncodeText(_tokens.Narrow(0, 0, 1));
        float[] before = Model.Respond(image, text).ToArray<float>();
        using WeightStore other = WeightStore.FromStateDict(_store.Tensors, "copy");
        TrisStage1 warmer = new(other.Root, Model.Config);
        other.Tensors["logit_scale"].AddInPlace(Tensor.Scalar(Math.Log(2)));
        Assert.All(warmer.Respond(image, text).ToArray<float>().Zip(before), pair => Assert.Equal(2 * pair.Second, pair.First, 1e-4f));
    }

    [Fact]
    public void Texts_of_another_width_are_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor image = Model.EncodeImage(_image);
        Assert.Throws<ArgumentException>(() => Model.Respond(image, Tensor.Ones([2, 7])));
        Assert.Throws<ArgumentException>(() => Model.Respond(image, Tensor.Ones([2, 4, Model.Config.Width])));
    }

    public void Dispose()
    {
        _image.Dispose();
        _tokens.Dispose();
        _store.Dispose();
        _file.Dispose();
    }
}
