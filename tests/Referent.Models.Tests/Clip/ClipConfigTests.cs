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
        WeightFormatException refusal = Assert.Throws<WeightFormatException>(() => ClipConfig.Infer(new Dictionary<string, long[]> { ["conv1.weight"] = [1] }));
        Assert.Contains("visual.conv1.weight", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ViT-B/32", 151_277_313)]
    [InlineData("ViT-B/16", 149_620_737)]
    [InlineData("ViT-L/14", 427_616_513)]
    [InlineData("ViT-L/14@336px", 427_944_193)]
    public void A_preset_has_the_published_number_of_parameters(string name, long parameters)
    {
        ClipConfig config = ClipPresets.ByName[name];
        long vision = ((config.Vision.Grid * config.Vision.Grid) + 2 + (3L * config.Vision.PatchSize * config.Vision.PatchSize) + 4 + config.EmbedDim) * config.Vision.Width;
        long text = (config.Text.VocabularySize + config.Text.ContextLength + 2L + config.EmbedDim) * config.Text.Width;
        Assert.Equal(parameters, vision + BlocksOf(config.Vision.Width, config.Vision.Layers) + text + BlocksOf(config.Text.Width, config.Text.Layers) + 1);
    }

    /// <summary>Attention 4 W^2 + 4 W, perceptron 8 W^2 + 5 W, two norms 4 W.</summary>
    private static long BlocksOf(long width, int layers) => layers * ((12 * width * width) + (13 * width));
}
