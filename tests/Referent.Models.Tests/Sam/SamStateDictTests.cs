using Referent.Models.Sam;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests.Sam;

public sealed class SamStateDictTests
{
    public static TheoryData<string, long, int> Presets => new()
    {
        { nameof(SamConfig.VitB), 93_735_472, 314 },
        { nameof(SamConfig.VitL), 312_342_832, 482 },
        { nameof(SamConfig.VitH), 641_090_608, 594 },
        { nameof(SamConfig.Tiny), 2_825_920, 230 },
    };

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_preset_has_its_number_of_parameters_and_of_names(string preset, long parameters, int names)
    {
        using WeightStore store = Shapes(Preset(preset));
        Assert.Equal(parameters, store.ParameterCount);
        Assert.Equal(names, store.Tensors.Count);
    }

    [Theory]
    [InlineData(nameof(SamConfig.VitB), "sam_vit_b")]
    [InlineData(nameof(SamConfig.VitL), "sam_vit_l")]
    [InlineData(nameof(SamConfig.VitH), "sam_vit_h")]
    public void The_state_dict_of_a_published_size_is_the_committed_manifest(string preset, string manifest)
    {
        using WeightStore store = Shapes(Preset(preset));
        Manifest.AssertHolds(manifest, store);
    }

    [Theory]
    [InlineData(nameof(SamConfig.VitB))]
    [InlineData(nameof(SamConfig.VitL))]
    [InlineData(nameof(SamConfig.VitH))]
    public void The_sizes_are_read_off_a_state_dict(string preset)
    {
        SamConfig config = Preset(preset);
        using WeightStore store = Shapes(config);
        SamConfig inferred = SamConfig.Infer(store.Tensors.ToDictionary(item => item.Key, item => item.Value.Shape));
        Assert.Equal(config.GlobalBlocks, inferred.GlobalBlocks);
        Assert.Equal(config, inferred with { GlobalBlocks = config.GlobalBlocks });
    }

    [Fact]
    public void Weights_of_another_model_are_refused_by_name()
    {
        WeightFormatException fault = Assert.Throws<WeightFormatException>(
            () => SamConfig.Infer(new Dictionary<string, IReadOnlyList<long>> { ["visual.conv1.weight"] = [1] }));
        Assert.Contains("image_encoder.patch_embed.proj.weight", fault.Message);
    }

    [Fact]
    public void A_size_of_ours_is_refused_where_its_decoder_heads_are_not_told()
    {
        using WeightStore store = Shapes(SamConfig.Tiny);
        Dictionary<string, IReadOnlyList<long>> shapes = store.Tensors.ToDictionary(item => item.Key, item => item.Value.Shape);
        WeightFormatException fault = Assert.Throws<WeightFormatException>(() => SamConfig.Infer(shapes));
        Assert.Contains("decoder_heads", fault.Message);
        Assert.Equal(SamConfig.Tiny.DecoderHeads, SamConfig.Infer(shapes, SamConfig.Tiny.DecoderHeads).DecoderHeads);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_reported_together()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>((SamConfig.Tiny with { ImageSize = 257, EncoderHeads = 7 }).Validate);
        Assert.Contains("ImageSize", fault.Message);
        Assert.Contains("EncoderHeads", fault.Message);
    }

    [Fact]
    public void A_stored_model_loads_with_the_heads_its_metadata_names()
    {
        using TensorScope scope = TensorScope.Begin();
        SamConfig config = SamConfig.Tiny with { Depth = 1, GlobalBlocks = [0], WindowSize = SamConfig.Tiny.Grid };
        using WeightStore fresh = WeightStore.Initialise(1, trainable: false);
        SamModel built = new(fresh.Root, config);
        Tensor image = Tensor.Zeros([1, 3, config.ImageSize, config.ImageSize]);
        SamPrompts prompts = new() { Boxes = Tensor.From([10f, 20f, 100f, 120f], 1, 4) };
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        try
        {
            SafetensorsWriter.Write(path, fresh.Tensors, new Dictionary<string, string> { [SamConfig.DecoderHeadsKey] = $"{config.DecoderHeads}" });
            (SamModel loaded, WeightStore store) = SamModel.Load(path);
            using (store)
            {
                Assert.Equal(config, loaded.Config with { GlobalBlocks = config.GlobalBlocks });
                Assert.Equal(
                    built.Decode(built.ImageEncoder.Forward(image), prompts, multimask: true).Logits.ToArray<float>(),
                    loaded.Decode(loaded.ImageEncoder.Forward(image), prompts, multimask: true).Logits.ToArray<float>());
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SamConfig Preset(string name) => name switch
    {
        nameof(SamConfig.VitB) => SamConfig.VitB,
        nameof(SamConfig.VitL) => SamConfig.VitL,
        nameof(SamConfig.VitH) => SamConfig.VitH,
        _ => SamConfig.Tiny,
    };

    private static WeightStore Shapes(SamConfig config)
    {
        WeightStore store = WeightStore.ShapesOnly();
        _ = new SamModel(store.Root, config);
        store.Complete();
        return store;
    }
}
