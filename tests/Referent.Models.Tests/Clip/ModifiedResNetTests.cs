using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Clip;

public sealed class ModifiedResNetTests
{
    private static readonly ClipConfig Small = new()
    {
        EmbedDim = 16,
        Vision = new ClipResNetConfig { ImageSize = 64, Width = 8, Heads = 4, Blocks = [1, 2, 1, 1] },
        Text = new ClipTextConfig { ContextLength = 8, VocabularySize = 20, Width = 32, Layers = 1, Heads = 4 },
    };

    [Fact]
    public void Every_output_equals_that_of_the_published_implementation()
    {
        using TensorScope scope = TensorScope.Begin();
        using ParityFile file = ParityFile.Open("clip_resnet_tiny.safetensors");
        ClipModel? clip = null;
        using WeightStore store = file.Load(weights => clip = new ClipModel(weights, ClipConfig.Infer(file.WeightShapes, textHeads: 2)));
        Tensor image = file.Read("in.image");
        Tensor tokens = file.Read("in.tokens");

        Tensor[] stages = clip!.ResNet.ForwardStages(image);
        Tensor imageFeatures = clip.EncodeImage(image);
        Tensor textFeatures = clip.EncodeText(tokens);
        Tensor logits = clip.Logits(imageFeatures, textFeatures);

        for (int stage = 0; stage < ModifiedResNet.Stages; stage++)
        {
            file.AssertClose($"out.visual.layer{stage + 1}", stages[stage]);
        }

        file.AssertClose("out.image_features", imageFeatures);
        file.AssertClose("out.text.tokens", clip.Text.ForwardTokens(tokens));
        file.AssertClose("out.text_features", textFeatures);
        file.AssertClose("out.logits_per_image", logits);
        file.AssertClose("out.logits_per_text", logits.Transpose(0, 1));
    }

    [Fact]
    public void The_sizes_are_read_off_a_state_dict()
    {
        using ParityFile file = ParityFile.Open("clip_resnet_tiny.safetensors");

        ClipConfig config = ClipConfig.Infer(file.WeightShapes, textHeads: 2);

        ClipResNetConfig vision = Assert.IsType<ClipResNetConfig>(config.Vision);
        Assert.Equal([1, 2, 1, 1], vision.Blocks);
        Assert.Equal((32, 16, 8, 512), (vision.ImageSize, vision.Width, vision.Heads, vision.Channels));
    }

    [Fact]
    public void In_training_every_norm_follows_the_batch_and_remembers_it()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Tensor image = Tensor.Arange(0, 2 * 3 * 64 * 64).Sin().Reshape(2, 3, 64, 64);
        float[] before = clip.EncodeImage(image).ToArray<float>();

        float[] training = clip.EncodeImage(image, training: true).ToArray<float>();

        Assert.NotEqual(before, training);
        Assert.NotEqual(before, clip.EncodeImage(image).ToArray<float>());
        string[] counters = [.. store.Tensors.Keys.Where(name => name.EndsWith("num_batches_tracked", StringComparison.Ordinal))];
        Assert.Equal(3 + (5 * 3) + 4, counters.Length);
        Assert.All(counters, name => Assert.Equal([1L], store.Tensors[name].ToArray<long>()));
    }

    [Fact]
    public void A_contrastive_step_reaches_every_parameter_and_leaks_nothing()
    {
        using WeightStore store = WeightStore.Initialise(2);
        ClipModel clip = new(store.Root, Small);
        long before = TorchRuntime.LiveTensors;
        using (TensorScope scope = TensorScope.Begin())
        {
            // A fresh block is the identity because of zeros, behind which no gradient passes.
            foreach (string name in store.ParameterNames.Where(name => name.StartsWith("visual.layer", StringComparison.Ordinal) && name.EndsWith("bn3.weight", StringComparison.Ordinal)))
            {
                using NoGrad noGrad = NoGrad.Begin();
                store.Tensors[name].AddInPlace(Tensor.Ones([.. store.Tensors[name].Shape]));
            }

            Tensor image = Tensor.Arange(0, 4 * 3 * 64 * 64).Sin().Reshape(4, 3, 64, 64);
            Tensor tokens = Tensor.From([18L, 1, 19, 18, 2, 19, 18, 3, 19, 18, 4, 19], 4, 3);
            clip.Logits(clip.EncodeImage(image, training: true), clip.EncodeText(tokens)).CrossEntropy(Tensor.From([0L, 1, 2, 3], 4)).Backward();

            // Adding a constant to every key changes no softmax.
            Assert.All(
                store.ParameterNames.Where(name => !name.EndsWith("k_proj.bias", StringComparison.Ordinal)),
                name => Assert.True(store.Tensors[name].Gradient()!.Abs().Sum().Item() > 0, name));
            Assert.All(store.Tensors.Values, tensor => tensor.ClearGradient());
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Another_input_size_is_refused_unless_an_interpolation_is_named_and_stages_take_any()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Tensor wide = Tensor.Ones([1, 3, 64, 96]);

        ArgumentException refusal = Assert.Throws<ArgumentException>(() => clip.EncodeImage(wide));

        Assert.Contains("64 x 64", refusal.Message, StringComparison.Ordinal);
        Assert.Equal([1L, 16], clip.EncodeImage(wide, PositionInterpolation.OpenClip).Shape);
        Assert.Equal([[1, 32, 16, 24], [1, 64, 8, 12], [1, 128, 4, 6], [1, 256, 2, 3]], clip.ResNet.ForwardStages(wide).Select(stage => stage.Shape.ToArray()));
        Assert.Throws<ArgumentException>(() => clip.ResNet.ForwardStages(Tensor.Ones([1, 3, 64, 100])));
    }

    [Fact]
    public void The_tower_that_a_clip_lacks_is_refused_by_name()
    {
        using WeightStore store = WeightStore.Initialise(1);
        ClipModel clip = new(store.Root, Small);
        Assert.Contains(nameof(ModifiedResNet), Assert.Throws<NotSupportedException>(() => clip.Vision).Message, StringComparison.Ordinal);
    }
}
