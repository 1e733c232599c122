using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Refinement;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Models.Tests.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Localisation;

public sealed class ClipEsTests : IDisposable
{
    /// <summary>Single precision against single precision through four blocks; maps are between 0 and 1.</summary>
    private const double Tolerance = 1e-4;

    private static readonly ClipVisionConfig Sizes = new() { ImageSize = 16, PatchSize = 4, Width = 32, Layers = 4, Heads = 2 };

    private static readonly ImageSize Picture = new(21, 26);

    private readonly ParityFile _file = ParityFile.Open("clip_es_tiny.safetensors");
    private readonly WeightStore _store;
    private VisionTransformer? _vision;

    public ClipEsTests() => _store = _file.Load(weights => _vision = new VisionTransformer(weights.In("visual"), Sizes, embedDim: 24));

    public void Dispose()
    {
        _store.Dispose();
        _file.Dispose();
    }

    /// <summary>With the rectangles' thresholds for Pascal VOC and for COCO.</summary>
    [Theory]
    [InlineData(0, 0.4)]
    [InlineData(1, 0.7)]
    public void Every_step_equals_that_of_the_published_program(int text, double boxThreshold)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor all = _file.Read("in.texts");
        Tensor texts = Tensor.Cat([all.Narrow(0, text, 1), all.Narrow(0, 2, 4)], 0);
        ClipEsLocaliser localiser = new(_vision!, Sizes.PatchSize, _file.Read("in.logit_scale").Exp().Item(), new ClipEsOptions { AttentionBlocks = 3, BoxThreshold = boxThreshold });

        (Tensor tokens, Tensor affinity) = localiser.Embed(_file.Read("in.image"));
        SimilarityMap activation = localiser.Activate(tokens, Picture, texts).Map;
        (SimilarityMap map, double probability) = localiser.Localise(tokens, affinity, Picture, texts);

        _file.AssertClose("out.attention", AttentionTokens.Forward(_vision!, _file.Read("in.image"), blocks: 3).Attention);
        _file.AssertClose("out.affinity", affinity);
        Assert.Equal(_file.Read($"out.probability{text}").Item(), probability, Tolerance);
        _file.AssertClose($"out.cam{text}", Tensor.From(activation.Values, [6, 7]));
        Assert.Equal(_file.Read($"out.boxes{text}").ToArray<float>(), ActivationBoxes.Cover(activation, boxThreshold).Select(covered => covered ? 1f : 0f));
        _file.AssertClose($"out.refined{text}", Tensor.From(map.Values, [6, 7]));
        _file.AssertClose($"out.high{text}", Tensor.From(map.Resize(Picture.Height, Picture.Width).Values, [21, 26]));
    }

    /// <summary>
    /// The map is what the log-odds gain when a channel grows everywhere, times how strong that channel is, cell by cell. Central differences
    /// are good to about 1 % in single precision.
    /// </summary>
    [Fact]
    public void The_map_weighs_channels_by_what_the_log_odds_gain_from_them()
    {
        const double step = 0.02;
        using TensorScope scope = TensorScope.Begin();
        Tensor texts = _file.Read("in.texts");
        (Tensor tokens, Tensor _) = AttentionTokens.Forward(_vision!, _file.Read("in.image"), blocks: 1);
        Tensor seen = _vision!.Blocks[^1].NormBeforeAttention(tokens);
        Tensor patches = Tensor.Cat([Tensor.Zeros([1, 1, 1]), Tensor.Ones([1, 42, 1])], 1);

        double OddsWith(int channel, double change)
        {
            Tensor one = Tensor.From(Enumerable.Range(0, 32).Select(i => i == channel ? (float)change : 0).ToArray(), 1, 1, 32);
            return SoftmaxGradCam.LogOdds(_vision!, tokens, seen + (patches * one), texts, scale: 12).Item();
        }

        float[] gains = [.. Enumerable.Range(0, 32).Select(channel => (float)((OddsWith(channel, step) - OddsWith(channel, -step)) / (2 * step * 42)))];
        Tensor expected = (seen.Narrow(1, 1, 42) * Tensor.From(gains, 1, 1, 32)).Sum([2]).Relu().Reshape(-1);
        Tensor actual = SoftmaxGradCam.Compute(_vision!, tokens, texts, scale: 12).Map;

        double highest = expected.Max([0]).Item();
        Assert.True(highest > 0);
        Assert.InRange((actual - expected).Abs().Max([0]).Item() / highest, 0, 0.02);
    }

    [Fact]
    public void A_text_that_is_certain_still_has_a_map()
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor tokens, Tensor _) = AttentionTokens.Forward(_vision!, _file.Read("in.image"), blocks: 1);
        Tensor all = _file.Read("in.texts");
        Tensor[] pairs = [all.Narrow(0, 0, 2), all.Narrow(0, 0, 2).Flip(0)];
        foreach (Tensor texts in pairs)
        {
            (Tensor map, double odds) = SoftmaxGradCam.Compute(_vision!, tokens, texts, scale: 2000);
            Assert.True(Math.Abs(odds) > 40, $"{odds}");
            Assert.True(map.Max([0]).Item() > 0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(40)]
    public void Affinity_is_symmetric_and_its_rows_sum_to_nearly_1(int places)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] scores = [.. Enumerable.Range(0, places * places).Select(i => 2 * MathF.Sin(i * i * 0.37f))];
        Tensor affinity = AttentionAffinity.From(Tensor.From(scores, places, places).Softmax(1) * 0.99);

        Assert.All(affinity.Sum([1]).ToArray<float>(), sum => Assert.Equal(1, sum, 0.1));
        Assert.All(affinity.ToArray<float>(), share => Assert.True(share > 0));
        Assert.InRange((affinity - affinity.Transpose(0, 1)).Abs().Max([0, 1]).Item(), 0, 1e-6);
    }

    [Fact]
    public void A_rectangle_holds_cells_that_touch_at_corners_and_stops_before_the_last_row_and_column()
    {
        SimilarityMap map = new(5, 6,
        [
            0.9f, 0, 0, 0, 0, 0,
            0, 1, 0, 0, 0, 0.8f,
            0, 0, 0, 0.1f, 0, 0,
            0, 0, 0, 0, 0.6f, 0,
            0, 0, 0.7f, 0, 0, 0.7f,
        ]);
        string[] rows = [.. ActivationBoxes.Cover(map, 0.5).Chunk(6).Select(row => string.Concat(row.Select(cell => cell ? '#' : '.')))];
        Assert.Equal(["##....", "##....", "......", "....#.", "......"], rows);
        Assert.DoesNotContain(true, ActivationBoxes.Cover(new SimilarityMap(2, 2, new float[4]), 0.5));
    }

    [Fact]
    public void Fixed_colours_wrap_around_below_their_mean_and_are_blue_first()
    {
        RgbImage colours = ClipEsCrf.Colours(new RgbImage(new ImageSize(1, 2), [121, 116, 0, 255, 117, 104]));
        Assert.Equal([152, 0, 255, 0, 0, 132], colours.Pixels);
    }

    [Fact]
    public void The_field_weighs_what_the_map_says_against_what_it_leaves()
    {
        RgbImage picture = new(new ImageSize(12, 16));
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = (byte)(i / 3 % 16 < 7 ? 200 : 30 + (i % 5));
        }

        float[] map = [.. Enumerable.Range(0, 12 * 16).Select(i => (i % 16) switch { < 3 => 0.95f, < 9 => 0.45f, _ => 0.02f })];
        float[] costs = [.. map.SelectMany(response => new[] { -MathF.Log(1 - response), -MathF.Log(response) })];
        float[] expected = new DenseCrf(ClipEsCrf.Colours(picture), DenseCrfOptions.ClipEs).Infer(costs, labels: 2);

        BinaryMask mask = ClipEsCrf.Refine(picture, map);

        Assert.Equal(expected.Chunk(2).Select(pair => (byte)(pair[1] > pair[0] ? 1 : 0)), mask.Pixels);
        Assert.Equal(1, mask.Pixels[(5 * 16) + 6]);
        Assert.Equal(0, mask.Pixels[(5 * 16) + 7]);
        Assert.Throws<ArgumentException>(() => ClipEsCrf.Refine(picture, new float[5]));
    }

    [Fact]
    public void Attention_of_more_blocks_than_there_are_is_refused()
    {
        using WeightStore store = WeightStore.Initialise(1);
        VisionTransformer vision = new(store.Root, Sizes, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipEsLocaliser(vision, 4, 10, new ClipEsOptions { AttentionBlocks = 5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClipEsLocaliser(vision, 4, 10, new ClipEsOptions { LongSide = 3 }));
    }
}
