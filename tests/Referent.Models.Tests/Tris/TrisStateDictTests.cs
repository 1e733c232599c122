using Referent.Models.Clip;
using Referent.Models.Tests.Clip;
using Referent.Models.Tris;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Tris;

public sealed class TrisStateDictTests
{
    /// <summary>Sizes of the released weights: CLIP RN50 under either stage.</summary>
    private static readonly ClipConfig Released = new()
    {
        EmbedDim = 1024,
        Vision = new ClipResNetConfig { ImageSize = 224, Width = 64, Heads = 32, Blocks = [3, 4, 6, 3] },
        Text = new ClipTextConfig { ContextLength = 77, VocabularySize = 49408, Width = 512, Layers = 12, Heads = 8 },
    };

    [Fact]
    public void The_first_stage_has_the_names_and_shapes_of_the_released_weights()
    {
        using WeightStore store = Shapes(weights => new TrisStage1(weights, new TrisStage1Config { Backbone = Released, Width = 1024 }));
        Assert.Equal(Manifest("tris_stage1"), Describe(store));
        Assert.Equal(113_559_906, store.ParameterCount);
    }

    [Fact]
    public void The_second_stage_has_the_names_and_shapes_of_the_released_weights()
    {
        using WeightStore store = Shapes(weights => new TrisStage2(weights, Released));
        Assert.Equal(Manifest("tris_stage2"), Describe(store));
        Assert.Equal(142_085_869, store.ParameterCount);
    }

    [Theory]
    [InlineData(PromptForm.AsReleased)]
    [InlineData(PromptForm.AsPublished)]
    public void The_sizes_of_a_first_stage_are_read_off_its_state_dict(PromptForm prompt)
    {
        TrisStage1Config config = new() { Backbone = Released, Width = 1024, Prompt = prompt };
        using WeightStore store = Shapes(weights => new TrisStage1(weights, config));
        TrisStage1Config inferred = TrisStage1Config.Infer(store.Tensors.ToDictionary(item => item.Key, item => item.Value.Shape.ToArray()));
        Assert.Equal((config.Width, config.Prompt, config.Backbone.Text), (inferred.Width, inferred.Prompt, inferred.Backbone.Text));
        Assert.Equal(((ClipResNetConfig)Released.Vision).Blocks, ((ClipResNetConfig)inferred.Backbone.Vision).Blocks);
    }

    [Fact]
    public void Weights_with_missing_and_unknown_names_are_refused_with_all_of_them()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using ParityFile file = ParityFile.Open("tris_stage1_tiny.safetensors");
        using (WeightStore store = file.Load(weights => _ = new TrisStage1(weights, TrisStage1Config.Infer(file.WeightShapes))))
        {
            Dictionary<string, Tensor> changed = new(store.Tensors, StringComparer.Ordinal) { ["extra.weight"] = store.Tensors["logit_scale"] };
            changed.Remove("vis_project.bias");
            SafetensorsWriter.Write(path, changed);
        }

        try
        {
            WeightFormatException fault = Assert.Throws<WeightFormatException>(() => TrisStage1.Load(path));
            Assert.Contains("missing: vis_project.bias", fault.Message);
            Assert.Contains("unexpected: extra.weight", fault.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_backbone_without_a_residual_network_is_refused()
    {
        using WeightStore store = WeightStore.ShapesOnly();
        Assert.Throws<ArgumentException>(() => new TrisStage2(store.Root, ClipPresets.VitB16));
    }

    private static WeightStore Shapes<TModel>(Func<WeightScope, TModel> build)
    {
        WeightStore store = WeightStore.ShapesOnly();
        build(store.Root);
        store.Complete();
        return store;
    }

    private static string[] Describe(WeightStore store)
    {
        HashSet<string> parameters = [.. store.ParameterNames];
        return
        [
            .. store.Tensors
                .Select(item => $"{item.Key}\t[{string.Join(", ", item.Value.Shape)}]\t{(parameters.Contains(item.Key) ? "param" : "buffer")}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string[] Manifest(string stage) =>
        [.. File.ReadAllLines(Fixtures.PathOf($"models/{stage}.manifest.tsv")).Order(StringComparer.Ordinal)];
}
