using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Clip;

public sealed class ClipModelTests
{
    private static readonly ClipConfig Small = new()
    {
        EmbedDim = 16,
        Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 2, Heads = 2 },
        Text = new ClipTextConfig { ContextLength = 8, VocabularySize = 20, Width = 32, Layers = 2, Heads = 4 },
    };

    [Fact]
    public void Every_output_equals_that_of_the_published_implementation()
    {
        using TensorScope scope = TensorScope.Begin();
        using ParityFile file = ParityFile.Open("clip_vit_tiny.safetensors");
        ClipModel? clip = null;
        using WeightStore store = file.Load(weights => clip = new ClipModel(weights, ClipConfig.Infer(file.WeightShapes, textHeads: 2)));
        Tensor image = file.Read("in.image");
        Tensor tokens = file.Read("in.tokens");

        Tensor[] stages = clip!.Vision.ForwardStages(image, [1, 2]);
        Tensor imageFeatures = clip.EncodeImage(image);
        Tensor textFeatures = clip.EncodeText(tokens);
        Tensor logits = clip.Logits(imageFeatures, textFeatures);

        file.AssertClose("out.visual.block0", stages[0]);
        file.AssertClose("out.visual.block1", stages[1]);
        file.AssertClose("out.image_features", imageFeatures);
        file.AssertClose("out.text.tokens", clip.Text.ForwardTokens(tokens));
        file.AssertClose("out.text_features", textFeatures);
        file.AssertClose("out.logits_per_image", logits);
        file.AssertClose("out.logits_per_text", logits.Transpose(0, 1));
    }

    [Fact]
    public void A_text_cut_after_its_end_has_the_same_features()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);

        Tensor padded = clip.EncodeText(Tensor.From([18L, 3, 5, 19, 0, 0, 0, 0], 1, 8));
        Tensor cut = clip.EncodeText(Tensor.From([18L, 3, 5, 19], 1, 4));

        Assert.Equal(padded.ToArray<float>(), cut.ToArray<float>(), (left, right) => MathF.Abs(left - right) < 1e-5f);
    }

    [Fact]
    public void Projected_tokens_hold_the_text_feature_at_the_end_of_text()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Tensor tokens = Tensor.From([18L, 3, 19, 0], 1, 4);

        float[] words = clip.Text.ForwardProjectedTokens(tokens).Select(1, 2).ToArray<float>();

        Assert.Equal(clip.EncodeText(tokens).ToArray<float>(), words, (left, right) => MathF.Abs(left - right) < 1e-5f);
    }

    [Fact]
    public void A_contrastive_step_reaches_every_parameter_and_leaks_nothing()
    {
        using WeightStore store = WeightStore.Initialise(2);
        ClipModel clip = new(store.Root, Small);
        long before = TorchRuntime.LiveTensors;
        using (TensorScope scope = TensorScope.Begin())
        {
            Tensor image = Tensor.Arange(0, 2 * 3 * 16 * 16).Sin().Reshape(2, 3, 16, 16);
            Tensor tokens = Tensor.From([18L, 1, 19, 18, 2, 19], 2, 3);
            clip.Logits(clip.EncodeImage(image), clip.EncodeText(tokens)).CrossEntropy(Tensor.From([0L, 1], 2)).Backward();
            Assert.All(store.ParameterNames, name => Assert.True(store.Tensors[name].Gradient()!.Abs().Sum().Item() > 0, name));
            Assert.All(store.Tensors.Values, tensor => tensor.ClearGradient());
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Half_precision_products_stay_close()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Tensor image = Tensor.Arange(0, 3 * 16 * 16).Cos().Reshape(1, 3, 16, 16);
        Tensor exact = clip.EncodeImage(image);
        using Torch.Nn.Precision.PrecisionBlock block = Torch.Nn.Precision.Begin(bfloat16: true);

        Tensor rounded = clip.EncodeImage(image);

        double deviation = (rounded - exact).Abs().Max([]).Item();
        Assert.InRange(deviation, 1e-7, 0.05 * exact.Abs().Max([]).Item());
    }

    [Fact]
    public void Another_input_size_is_refused_unless_an_interpolation_is_named()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Tensor wide = Tensor.Ones([1, 3, 16, 32]);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => clip.EncodeImage(wide));

        Assert.Contains("16 x 16", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([1L, 16], clip.EncodeImage(wide, PositionInterpolation.ClipSurgery).Shape);
        Assert.Equal([1L, 1 + (2 * 4), 32], clip.Vision.ForwardStages(wide, [1], PositionInterpolation.ClipSurgery)[0].Shape);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 3)]
    [InlineData(0, 1)]
    public void Stages_out_of_order_or_range_are_refused(int first, int second)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Assert.Throws<ArgumentException>(() => clip.Vision.ForwardStages(Tensor.Ones([1, 3, 16, 16]), [first, second]));
    }

    [Fact]
    public void Tokens_longer_than_the_context_are_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Assert.Throws<ArgumentException>(() => clip.EncodeText(Tensor.Zeros([1, 9], DType.Int64)));
    }
}
