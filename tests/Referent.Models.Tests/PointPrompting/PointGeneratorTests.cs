using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.PointPrompting;

public sealed class PointGeneratorTests
{
    internal static readonly GeneratorConfig Small = new()
    {
        VisionWidth = 24,
        EmbedDim = 16,
        BridgerWidth = 32,
        Width = 32,
        FeedForwardWidth = 128,
        HeadWidth = 32,
        Queries = 5,
        Points = 3,
    };

    [Fact]
    public void The_base_generator_has_the_published_number_of_parameters()
    {
        using World world = new(GeneratorConfig.Base);
        Assert.Equal(20_718_449, world.Store.ParameterCount);
    }

    [Theory]
    [InlineData(BridgerNorm.Batch)]
    [InlineData(BridgerNorm.Layer)]
    public void Every_candidate_has_points_in_the_picture_and_logits(BridgerNorm norm)
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small with { Norm = norm });

        PointPrompts prompts = world.Run();

        Assert.Equal([World.Batch, 5, 3, 2], prompts.Coordinates.Shape);
        Assert.Equal([World.Batch, 5, 3], prompts.PositiveLogits.Shape);
        Assert.Equal([World.Batch, 5], prompts.ScoreLogits.Shape);
        Assert.All(prompts.Coordinates.ToArray<float>(), value => Assert.InRange(value, 0f, 1f));
        Assert.True(prompts.PositiveLogits.IsFinite() && prompts.ScoreLogits.IsFinite());
    }

    [Theory]
    [InlineData(BridgerNorm.Batch, false)]
    [InlineData(BridgerNorm.Layer, true)]
    public void A_training_step_reaches_every_parameter_and_leaks_nothing(BridgerNorm norm, bool extended)
    {
        using World world = new(Small with { Norm = norm, Responses = extended, PlacedValues = extended, Pointer = extended });
        long before = TorchRuntime.LiveTensors;
        using (TensorScope scope = TensorScope.Begin())
        {
            PointPrompts prompts = world.Run(training: true);
            (prompts.Coordinates.Pow(2).Sum() + prompts.PositiveLogits.Pow(2).Sum() + prompts.ScoreLogits.Pow(2).Sum()).Backward();
            Assert.All(world.Store.ParameterNames, name => AssertReached(name, world.Store.Tensors[name]));
            Assert.All(world.Store.Tensors.Values, tensor => tensor.ClearGradient());
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void Frozen_tensors_are_not_trained()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small);

        world.Run(training: true).ScoreLogits.Sum().Backward();

        Assert.All(world.Frozen.Tensors.Values, tensor => Assert.Null(tensor.Gradient()));
    }

    [Fact]
    public void What_stands_in_the_padding_changes_nothing()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small);
        PointPrompts plain = world.Run();

        PointPrompts other = world.Run(words: Tensor.Where(World.Padding.Unsqueeze(2), Tensor.Full(7, [1]), world.Words));

        Assert.Equal(plain.Coordinates.ToArray<float>(), other.Coordinates.ToArray<float>());
        Assert.Equal(plain.ScoreLogits.ToArray<float>(), other.ScoreLogits.ToArray<float>());
    }

    [Fact]
    public void What_stands_in_a_word_changes_the_answer()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small);
        Assert.NotEqual(world.Run().ScoreLogits.ToArray<float>(), world.Run(words: world.Words.Flip(1)).ScoreLogits.ToArray<float>());
    }

    [Fact]
    public void Where_a_thing_stands_changes_the_points()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small);
        Tensor[] moved = [.. world.Stages.Select(stage => stage.Flip(1))];

        double deviation = (world.Run().Coordinates - world.Run(stages: moved).Coordinates).Abs().Max([]).Item();

        Assert.InRange(deviation, 1e-4, 1);
    }

    [Fact]
    public void Responses_and_positions_in_values_change_the_answer()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small with { Responses = true });
        using World placed = new(Small with { Responses = true, PlacedValues = true });
        float[] plain = world.Run().ScoreLogits.ToArray<float>();

        Assert.NotEqual(plain, world.Run(probes: world.Probes!.Flip(1)).ScoreLogits.ToArray<float>());
        Assert.NotEqual(plain, placed.Run().ScoreLogits.ToArray<float>());
    }

    [Fact]
    public void A_generator_that_points_moves_its_points_with_what_responds()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small with { Responses = true, Pointer = true });
        using (NoGrad.Begin())
        {
            // Tokens do not change, so that the pointer's own slopes decide.
            foreach (Tensor direction in world.Store.Tensors.Where(pair => pair.Key.StartsWith("responses.", StringComparison.Ordinal)).Select(pair => pair.Value))
            {
                direction.CopyInPlace(Tensor.Zeros([.. direction.Shape]));
            }
        }

        // Probes like what the first image has top left of 2 x 3, the second bottom right.
        Tensor seen = world.Tower.Projection.Forward(world.Stages[2]).Normalise(-1);
        Tensor topLeft = seen.Select(0, 0).Narrow(0, 0, 1), bottomRight = seen.Select(0, 1).Narrow(0, 5, 1);
        Tensor probes = Tensor.Stack([topLeft, bottomRight], 0).Expand(World.Batch, ResponseMaps.Probes, Small.EmbedDim);

        Tensor coordinates = world.Run(probes: probes).Coordinates.Mean([1, 2]);

        float[] mean = coordinates.ToArray<float>();
        Assert.True(mean[0] < mean[2] - 0.05 && mean[1] < mean[3] - 0.05, string.Join(", ", mean));
    }

    [Fact]
    public void Probes_are_wanted_by_generators_with_responses_and_ignored_by_others()
    {
        using TensorScope scope = TensorScope.Begin();
        using World plain = new(Small);
        using World responsive = new(Small with { Responses = true });

        Assert.Equal(plain.Run().ScoreLogits.ToArray<float>(), plain.Run(probes: responsive.Probes).ScoreLogits.ToArray<float>());
        Assert.Null(plain.Ask().Responses);
        Assert.Equal([World.Batch, 6, ResponseMaps.Probes], responsive.Ask().Responses!.Maps.Shape);
        Assert.Throws<ArgumentException>(() => responsive.Run(probes: responsive.Probes!.Narrow(1, 0, 2)));
        Assert.Throws<ArgumentException>(() => responsive.Generator.Forward(
            responsive.Stages, new ExpressionFeatures(responsive.Words, World.Padding), 2, 3, training: false));
    }

    [Fact]
    public void At_inference_the_rest_of_the_batch_does_not_matter()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small);
        world.Run(training: true);
        PointPrompts together = world.Run();

        PointPrompts alone = world.Generator.Forward(
            [.. world.Stages.Select(stage => stage.Narrow(0, 1, 1))], new ExpressionFeatures(world.Words.Narrow(0, 1, 1), World.Padding.Narrow(0, 1, 1)), 2, 3, training: false);

        Assert.InRange((together.Coordinates.Narrow(0, 1, 1) - alone.Coordinates).Abs().Max([]).Item(), 0, 1e-5);
        Assert.InRange((together.ScoreLogits.Narrow(0, 1, 1) - alone.ScoreLogits).Abs().Max([]).Item(), 0, 1e-5);
    }

    [Fact]
    public void Training_gathers_batch_statistics_and_inference_does_not()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small);
        Tensor mean = world.Store.Tensors["bridgers.0.image_down_norm.running_mean"];

        world.Run();
        float[] untouched = mean.ToArray<float>();
        world.Run(training: true);

        Assert.All(untouched, value => Assert.Equal(0, value));
        Assert.Contains(mean.ToArray<float>(), value => value != 0);
    }

    [Fact]
    public void Inputs_of_another_shape_are_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        using World world = new(Small);
        Assert.Throws<ArgumentException>(() => world.Run(stages: world.Stages[..2]));
        Assert.Throws<ArgumentException>(() => world.Run(words: world.Words.Narrow(2, 0, 8)));
        Assert.Throws<ArgumentException>(() => world.Run(words: world.Words.Narrow(1, 0, 2)));
    }

    [Fact]
    public void A_configuration_that_cannot_be_built_names_every_fault()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => (Small with { Width = 30, BridgerWidth = 12, Points = 0 }).Validate());
        Assert.Contains("width 30", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("bridgerWidth 12", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(-1, true)]
    public void An_adapter_has_channels_and_responses_to_adapt(int width, bool responses) =>
        Assert.Contains("adapterWidth", Assert.Throws<ArgumentException>(() => (Small with { AdapterWidth = width, Responses = responses }).Validate()).Message, StringComparison.Ordinal);

    /// <summary>A softmax does not see what is added to all of its inputs, so the bias of the keys gets rounding errors at most.</summary>
    private static void AssertReached(string name, Tensor parameter)
    {
        Tensor? gradient = parameter.Gradient();
        Assert.True(gradient is not null && (name.EndsWith("key.bias", StringComparison.Ordinal) || gradient.Abs().Max([]).Item() > 1e-7), name);
    }

    /// <summary>A generator with fresh weights and inputs made of sines.</summary>
    private sealed class World : IDisposable
    {
        public const int Batch = 2;

        public World(GeneratorConfig config)
        {
            Store = WeightStore.Initialise(3);
            Frozen = WeightStore.Initialise(4, trainable: false);
            ClipVisionConfig vision = new() { ImageSize = 8, PatchSize = 4, Width = config.VisionWidth, Layers = 3, Heads = 1 };
            Tower = new StageExtractor(new VisionTransformer(Frozen.Root, vision, config.EmbedDim), [1, 2, 3], surgeryBlocks: 0);
            Generator = new PointGenerator(Store.Root, config, Tower);
            Stages = [.. Enumerable.Range(0, 3).Select(stage => Waves(stage + 1, Batch, 6, config.VisionWidth))];
            Words = Waves(9, Batch, 4, config.EmbedDim);
            Probes = config.Responses ? Waves(5, Batch, ResponseMaps.Probes, config.EmbedDim) : null;
            Nothing = Waves(7, 1, config.EmbedDim);
        }

        public static Tensor Padding => Tensor.From([false, false, false, true, false, false, true, true], Batch, 4);

        public WeightStore Store { get; }

        public WeightStore Frozen { get; }

        public StageExtractor Tower { get; }

        public PointGenerator Generator { get; }

        private Tensor Nothing { get; }

        public Tensor[] Stages { get; }

        public Tensor Words { get; }

        public Tensor? Probes { get; }

        public PointPrompts Run(Tensor[]? stages = null, Tensor? words = null, Tensor? probes = null, bool training = false)
        {
            using TensorScope scope = TensorScope.Begin();
            PointPrompts prompts = Ask(stages, words, probes, training);
            return new PointPrompts(scope.Keep(prompts.Coordinates), scope.Keep(prompts.PositiveLogits), scope.Keep(prompts.ScoreLogits));
        }

        public PointPrompts Ask(Tensor[]? stages = null, Tensor? words = null, Tensor? probes = null, bool training = false)
        {
            ResponseTexts? looked = (probes ?? Probes) is { } texts ? new ResponseTexts(texts, Nothing) : null;
            return Generator.Forward(stages ?? Stages, new ExpressionFeatures(words ?? Words, Padding, looked), 2, 3, training);
        }

        public void Dispose()
        {
            Store.Dispose();
            Frozen.Dispose();
            Words.Dispose();
            Probes?.Dispose();
            Nothing.Dispose();
            Array.ForEach(Stages, stage => stage.Dispose());
        }

        private static Tensor Waves(int frequency, params long[] shape)
        {
            using TensorScope scope = TensorScope.Begin();
            return scope.Keep((Tensor.Arange(0, shape.Aggregate((product, size) => product * size)) * frequency).Sin().Reshape(shape));
        }
    }
}
