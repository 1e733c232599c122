using Referent.Imaging.Geometry;
using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Clip;

public sealed class SurgeryTests
{
    private static readonly ImageSize Picture = new(24, 40);

    [Fact]
    public void Every_output_equals_that_of_the_published_implementation()
    {
        using TensorScope scope = TensorScope.Begin();
        using ParityFile file = ParityFile.Open("clip_surgery_tiny.safetensors");
        ClipModel? clip = null;
        using WeightStore store = file.Load(weights => clip = new ClipModel(weights, ClipConfig.Infer(file.WeightShapes, textHeads: 2)));

        Tensor tokens = new SurgeryImageEncoder(clip!.Vision, blocks: 6).Forward(file.Read("in.image"));
        Tensor texts = clip.EncodeText(file.Read("in.tokens"));
        Tensor similarity = FeatureSurgery.Similarity(tokens, texts);

        file.AssertClose("out.image_tokens", tokens);
        file.AssertClose("out.text_features", texts);
        file.AssertClose("out.similarity_set", similarity);
        file.AssertClose(
            "out.similarity_single_redundant_is_text2", FeatureSurgery.Similarity(tokens, texts.Narrow(0, 0, 1), texts.Narrow(0, 2, 1)));

        SimilarityMap[] maps = [.. Enumerable.Range(0, 3).Select(text => PatchMap(similarity, text))];
        Tensor[] stretched = [.. maps.Select(map => Tensor.From(map.Stretch().Resize(24, 40).Values, [1, 24, 40]))];
        file.AssertClose("out.map_set_24x40", Tensor.Stack(stretched, 3));

        IReadOnlyList<LabelledPoint> points = SurgeryPoints.Choose(maps[1], Picture);
        long[] coordinates = [.. points.SelectMany(point => new[] { (long)point.Position.X, (long)point.Position.Y })];
        Assert.Equal(file.Read("out.points_text1_24x40").ToArray<long>(), coordinates);
        Assert.Equal(file.Read("out.labels_text1_24x40").ToArray<long>(), points.Select(point => point.Positive ? 1L : 0));
    }

    [Fact]
    public void More_paths_than_blocks_are_refused()
    {
        using WeightStore store = WeightStore.Initialise(1);
        VisionTransformer vision = new(store.Root, new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 8, Layers = 2, Heads = 1 }, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SurgeryImageEncoder(vision));
    }

    [Fact]
    public void Averaging_templates_ignores_their_lengths()
    {
        using TensorScope scope = TensorScope.Begin();
        float[] average = FeatureSurgery.Average(Tensor.From([5f, 0, 0, 0.1f], 2, 2)).ToArray<float>();
        Assert.Equal([MathF.Sqrt(0.5f), MathF.Sqrt(0.5f)], average, (left, right) => MathF.Abs(left - right) < 1e-6f);
    }

    [Fact]
    public void A_map_resizes_like_torch_for_odd_sizes_and_shapes()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor values = Tensor.Arange(0, 35).Sin();
        float[] expected = values.Reshape(1, 1, 5, 7).ResizeBilinear(2, 11).ToArray<float>();

        SimilarityMap resized = new SimilarityMap(5, 7, values.ToArray<float>()).Resize(2, 11);

        Assert.Equal(expected, resized.Values.ToArray(), (left, right) => MathF.Abs(left - right) < 1e-6f);
    }

    [Fact]
    public void The_points_of_a_single_peak_are_its_cell_and_the_lowest_cell()
    {
        float[] values = [.. Enumerable.Range(0, 64).Select(cell => (cell / 8 / 2, cell % 8 / 2) switch { (1, 2) => 5f, (3, 0) => -2f, _ => 0f })];

        IReadOnlyList<LabelledPoint> points = SurgeryPoints.Choose(new SimilarityMap(8, 8, values), new ImageSize(80, 40));

        Assert.Equal([new LabelledPoint(new ImagePoint(25, 30), true), new LabelledPoint(new ImagePoint(5, 70), false)], points);
    }

    [Fact]
    public void A_map_without_contrast_gives_no_points() =>
        Assert.Empty(SurgeryPoints.Choose(new SimilarityMap(4, 4, new float[16]), Picture));

    [Fact]
    public void A_map_with_a_value_that_is_not_finite_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SimilarityMap(1, 2, [0, float.NaN]));

    private static SimilarityMap PatchMap(Tensor similarity, int text)
    {
        float[] cells = similarity.Select(0, 0).Select(1, text).Narrow(0, 1, 36).ToArray<float>();
        return new SimilarityMap(6, 6, cells);
    }
}
