using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.PointPrompting;

/// <summary>Fusion that is written back into the image tower, for pictures shown whole and in tiles, with CLIP Surgery's local path and without.</summary>
public sealed class WriteBackTests : IDisposable
{
    /// <summary>Patches along a side of a tile.</summary>
    private const int Grid = 3;

    private const int Batch = 2;

    /// <summary>Going on from a token reads other memory layouts than a pass in one go.</summary>
    private const double Tolerance = 1e-5;

    private static readonly int[] Blocks = [1, 2, 3];

    private static readonly GeneratorConfig Sizes = PointGeneratorTests.Small with { VisionWidth = 64, Norm = BridgerNorm.Layer };

    private readonly WeightStore _frozen;
    private readonly VisionTransformer _vision;

    public WriteBackTests()
    {
        ClipVisionConfig config = new() { ImageSize = 4 * Grid, PatchSize = 4, Width = 64, Layers = 3, Heads = 1 };
        _frozen = WeightStore.Initialise(5, trainable: false);
        _vision = new VisionTransformer(_frozen.Root, config, Sizes.EmbedDim);
    }

    public static TheoryData<int, int> Towers => new() { { 1, 0 }, { 1, 2 }, { 2, 0 }, { 2, 2 } };

    public void Dispose() => _frozen.Dispose();

    [Theory]
    [MemberData(nameof(Towers))]
    public void Bridgers_that_add_nothing_give_the_prompts_of_a_tower_that_is_left_alone(int tiles, int surgeryBlocks)
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore weights = WeightStore.Initialise(3);
        StageExtractor tower = Tower(tiles, surgeryBlocks);
        PointGenerator writes = new(weights.Root, Sizes with { WriteBack = true }, tower);
        using (NoGrad.Begin())
        {
            Clear(weights, "image_up_norm.weight");
        }

        using WeightStore same = WeightStore.FromStateDict(weights.Tensors, "same");
        PointGenerator reads = new(same.Root, Sizes, tower);
        Tensor[] stages = tower.Forward(Picture(tiles));

        PointPrompts written = Ask(writes, stages), read = Ask(reads, stages[..3]);

        Assert.InRange((written.Coordinates - read.Coordinates).Abs().Max([]).Item(), 0, Tolerance);
        Assert.InRange((written.ScoreLogits - read.ScoreLogits).Abs().Max([]).Item(), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Towers))]
    public void A_later_stage_teaches_the_first_bridger_and_the_tower_learns_nothing(int tiles, int surgeryBlocks)
    {
        long before = TorchRuntime.LiveTensors;
        using (TensorScope scope = TensorScope.Begin())
        {
            StageExtractor tower = Tower(tiles, surgeryBlocks);
            Tensor[] stages = tower.Forward(Picture(tiles));

            // The queries see nothing of the first stage's picture, so that its bridger matters to later stages alone.
            double GradientOf(GeneratorConfig config, Tensor[] seen)
            {
                using WeightStore weights = WeightStore.Initialise(3);
                PointGenerator generator = new(weights.Root, config, tower);
                using (NoGrad.Begin())
                {
                    Clear(weights, "projections.0.weight");
                }

                Ask(generator, seen).Coordinates.Pow(2).Sum().Backward();
                return weights.Tensors["bridgers.0.image_up.weight"].Gradient()!.Abs().Max([]).Item();
            }

            Assert.Equal(0, GradientOf(Sizes, stages[..3]));
            Assert.InRange(GradientOf(Sizes with { WriteBack = true }, stages), 1e-9, 1e3);
            Assert.All(_frozen.Tensors.Values, tensor => Assert.Null(tensor.Gradient()));
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Theory]
    [MemberData(nameof(Towers))]
    public void What_is_added_is_written_to_every_token_that_was_averaged_and_to_no_class_token(int tiles, int surgeryBlocks)
    {
        using TensorScope scope = TensorScope.Begin();
        StageExtractor tower = Tower(tiles, surgeryBlocks);
        Tensor[] stages = tower.Forward(Picture(tiles));
        Tensor added = Waves(11, Batch, Grid * Grid, 64);
        float[] expected = stages[3].ToArray<float>(), values = added.ToArray<float>();                  // [B, T T (1 + gg), D]
        for (int tile = 0; tile < Batch * tiles * tiles; tile++)
        {
            (int picture, int top, int left) = (tile / (tiles * tiles), tile / tiles % tiles * Grid, tile % tiles * Grid);
            for (int patch = 0; patch < Grid * Grid; patch++)
            {
                int cell = ((top + (patch / Grid)) / tiles * Grid) + ((left + (patch % Grid)) / tiles);
                int to = ((tile * (1 + (Grid * Grid))) + 1 + patch) * 64, from = ((picture * Grid * Grid) + cell) * 64;
                for (int channel = 0; channel < 64; channel++)
                {
                    expected[to + channel] += values[from + channel];
                }
            }
        }

        TowerTokens first = tower.Resume(stages[3]);
        (TowerTokens second, Tensor seen) = tower.Continue(first, added, stage: 1);

        Tensor written = Tensor.From(expected, [.. first.Original.Shape]);
        Tensor original = _vision.Blocks[1].Forward(written, mask: null);
        Assert.InRange((second.Original - original).Abs().Max([]).Item(), 0, Tolerance);
        Assert.NotEqual(stages[1].ToArray<float>(), seen.ToArray<float>());

        // The local path, once it has begun, gets what the other gets, and is what the last stage sees.
        Assert.Equal(surgeryBlocks > 0, second.Local is not null);
        Tensor twice = written - first.Original;
        TowerTokens last = surgeryBlocks == 0
            ? new TowerTokens(_vision.Blocks[2].Forward(second.Original + twice, mask: null))
            : new SurgeryImageEncoder(_vision, surgeryBlocks).Run(new TowerTokens(second.Original + twice, second.Local! + twice), 3);
        Tensor patches = (last.Local ?? last.Original).Narrow(1, 1, Grid * Grid);
        Tensor whole = tiles == 1 ? patches : PictureTiles.Pool(PictureTiles.Join(patches, tiles), tiles);
        Assert.InRange((tower.Continue(second, added, stage: 2).Seen - whole).Abs().Max([]).Item(), 0, Tolerance);
    }

    [Fact]
    public void Later_stages_of_a_tower_that_is_written_into_see_the_words()
    {
        using TensorScope scope = TensorScope.Begin();
        StageExtractor tower = Tower(tiles: 2, surgeryBlocks: 2);
        Tensor[] stages = tower.Forward(Picture(2));
        using WeightStore weights = WeightStore.Initialise(3), same = WeightStore.Initialise(3);
        PointGenerator writes = new(weights.Root, Sizes with { WriteBack = true }, tower);
        PointGenerator reads = new(same.Root, Sizes, tower);

        Assert.InRange((Ask(writes, stages).ScoreLogits - Ask(reads, stages[..3]).ScoreLogits).Abs().Max([]).Item(), 1e-4, 1e2);
    }

    [Fact]
    public void A_generator_that_writes_back_wants_a_tower_that_keeps_its_tokens_and_these_tokens()
    {
        using TensorScope scope = TensorScope.Begin();
        using WeightStore weights = WeightStore.Initialise(3), other = WeightStore.Initialise(3);
        StageExtractor tower = Tower(tiles: 2, surgeryBlocks: 2);
        Assert.Throws<ArgumentException>(() => new PointGenerator(weights.Root, Sizes with { WriteBack = true }, new StageExtractor(_vision, Blocks, 2, 2)));

        PointGenerator writes = new(other.Root, Sizes with { WriteBack = true }, tower);
        Tensor[] stages = tower.Forward(Picture(2));
        Assert.Throws<ArgumentException>(() => Ask(writes, stages[..3]));
        Assert.Throws<ArgumentException>(() => Ask(writes, [.. stages[..3], stages[3].Narrow(1, 0, 12)]));
    }

    [Fact]
    public void Tokens_of_a_stage_after_the_local_path_has_begun_do_not_tell_all_and_are_refused() =>
        Assert.Contains("after block 1 of 3", Assert.Throws<ArgumentException>(() => Tower(tiles: 1, surgeryBlocks: 3)).Message, StringComparison.Ordinal);

    private static Tensor Picture(int tiles) => Waves(7, Batch, 3, 4 * Grid * tiles, 4 * Grid * tiles);

    private static PointPrompts Ask(PointGenerator generator, Tensor[] stages) =>
        generator.Forward(stages, new ExpressionFeatures(Waves(9, Batch, 4, Sizes.EmbedDim), Tensor.Zeros([Batch, 4], DType.Bool)), Grid, Grid, training: true);

    private static void Clear(WeightStore weights, string suffix)
    {
        foreach (Tensor tensor in weights.Tensors.Where(pair => pair.Key.EndsWith(suffix, StringComparison.Ordinal)).Select(pair => pair.Value))
        {
            tensor.CopyInPlace(Tensor.Zeros([.. tensor.Shape]));
        }
    }

    private static Tensor Waves(int frequency, params long[] shape) =>
        (Tensor.Arange(0, shape.Aggregate((product, size) => product * size)) * frequency).Sin().Reshape(shape);

    private StageExtractor Tower(int tiles, int surgeryBlocks) => new(_vision, Blocks, surgeryBlocks, tiles, keepsTokens: true);
}
