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
        ClipVisionConfig vision = config.Vision;
        ClipTextConfig text = config.Text;
        long patches = (3L * vision.PatchSize * vision.PatchSize) + (vision.Grid * vision.Grid) + 1;
        long image = (patches + 1 + 4 + config.EmbedDim) * vision.Width;                                 // Class token and two norms besides.
        long words = (text.VocabularySize + text.ContextLength + 2L + config.EmbedDim) * text.Width;
        Assert.Equal(parameters, image + BlocksOf(vision.Width, vision.Layers) + words + BlocksOf(text.Width, text.Layers) + 1);
    }

    /// <summary>Attention 4 W^2 + 4 W, perceptron 8 W^2 + 5 W, two norms 4 W.</summary>
    private static long BlocksOf(long width, int layers) => layers * ((12 * width * width) + (13 * width));
}
