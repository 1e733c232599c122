using Referent.Models.Clip;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Clip;

public sealed class ClipConfigTests
{
    [Fact]
    public void The_sizes_are_read_off_a_state_dict()
    {
        using ParityFile file = ParityFile.Open("clip_vit_tiny.safetensors");

        ClipConfig config = ClipConfig.Infer(file.WeightShapes, textHeads: 2);

        Assert.Equal(new ClipVisionConfig { ImageSize = 32, PatchSize = 8, Width = 64, Layers = 2, Heads = 1 }, config.Vision);
        Assert.Equal(new ClipTextConfig { ContextLength = 16, VocabularySize = 100, Width = 64, Layers = 2, Heads = 2 }, config.Text);
        Assert.Equal(32, config.EmbedDim);
    }

    [Fact]
    public void A_state_dict_of_something_else_is_refused_by_the_name_that_lacks()
    {
        Dictionary<string, long[]> other = new() { ["conv1.weight"] = [1] };

        WeightFormatException refusal = Assert.Throws<WeightFormatException>(() => ClipConfig.Infer(other));

        Assert.Contains("ln_final.weight", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RN50", 102_007_137)]
    [InlineData("RN101", 119_688_033)]
    [InlineData("RN50x4", 178_300_601)]
    [InlineData("ViT-B/32", 151_277_313)]
    [InlineData("ViT-B/16", 149_620_737)]
    [InlineData("ViT-L/14", 427_616_513)]
    [InlineData("ViT-L/14@336px", 427_944_193)]
    public void A_preset_has_the_published_parameters_and_is_read_off_its_own_state_dict(string name, long parameters)
    {
        ClipConfig config = ClipPresets.ByName[name];
        using WeightStore store = WeightStore.ShapesOnly();
        _ = new ClipModel(store.Root, config);

        Assert.Equal(parameters, store.ParameterCount);
        Manifest.AssertHolds($"clip_{name.Replace('/', '-').Replace('@', '-')}", store);
        ClipConfig inferred = ClipConfig.Infer(store.Tensors.ToDictionary(item => item.Key, item => item.Value.Shape.ToArray()));
        Assert.Equal(config.Text, inferred.Text);
        Assert.Equal(config.EmbedDim, inferred.EmbedDim);
        if (inferred.Vision is ClipResNetConfig network)
        {
            // Records compare lists by reference.
            IReadOnlyList<int> blocks = ((ClipResNetConfig)config.Vision).Blocks;
            Assert.Equal(blocks, network.Blocks);
            inferred = inferred with { Vision = network with { Blocks = blocks } };
        }

        Assert.Equal(config.Vision, inferred.Vision);
    }

    [Theory]
    [InlineData("visual.positional_embedding", "square", 7L, 64L)]
    [InlineData("ln_final.weight", "heads", 65L)]
    [InlineData("visual.conv1.weight", "no axis 0", long.MaxValue, 3L, 8L, 8L)]
    [InlineData("text_projection", "no axis 1", 64L)]
    public void Shapes_that_no_model_has_are_refused_by_name(string name, string reason, params long[] shape)
    {
        using ParityFile file = ParityFile.Open("clip_vit_tiny.safetensors");
        Dictionary<string, long[]> shapes = new(file.WeightShapes) { [name] = shape };

        WeightFormatException refusal = Assert.Throws<WeightFormatException>(() => ClipConfig.Infer(shapes, textHeads: 2));

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }
}
