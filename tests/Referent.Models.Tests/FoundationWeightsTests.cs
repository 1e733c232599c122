using Referent.Models.Clip;
using Referent.TestSupport;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tests;

public sealed class FoundationWeightsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void An_archive_of_OpenAI_computes_in_Float32_with_its_own_half_precision_weights()
    {
        using TensorScope scope = TensorScope.Begin();
        (ClipModel clip, WeightStore store) = ClipModel.Load(Fixtures.PathOf("models/clip_vit_tiny_fp16_torchscript.pt"));
        using (store)
        using (SafetensorsFile parity = SafetensorsFile.Open(Fixtures.PathOf("models/clip_vit_tiny.safetensors")))
        {
            Tensor exact = parity.Read("out.image_features");
            double deviation = (clip.EncodeImage(parity.Read("in.image")) - exact).Abs().Max([]).Item() / exact.Abs().Max([]).Item();
            Assert.InRange(deviation, 1e-6, 2e-3);     // Rounding the weights to half precision shows, and nothing else does.
            Assert.All(store.Tensors.Values, tensor => Assert.Equal(DType.Float32, tensor.DType));
        }
    }

    [Fact]
    public void The_three_numbers_in_archives_of_OpenAI_are_left_out()
    {
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> stateDict = ReadOfficial("clip_vit_tiny.safetensors");
        stateDict["input_resolution"] = stateDict["context_length"] = stateDict["vocab_size"] = Tensor.Scalar(1, DType.Int64);
        SafetensorsWriter.Write(_path, stateDict);

        (_, WeightStore store) = ClipModel.Load(_path);
        using (store)
        {
            Assert.DoesNotContain("vocab_size", store.Tensors.Keys);
        }
    }

    [Fact]
    public void Weights_under_the_names_of_CLIPModel_are_the_official_ones()
    {
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> official = ReadOfficial("clip_vit_tiny.safetensors");
        Dictionary<string, Tensor> theirs = ToClipModel(official);
        theirs["text_model.embeddings.position_ids"] = theirs["vision_model.embeddings.position_ids"] = Tensor.Zeros([1, 16], DType.Int64);
        SafetensorsWriter.Write(_path, theirs);
        AssertOpensAs(official);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Weights_under_the_names_of_SamModel_are_the_official_ones(bool positionsTwice)
    {
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> official = ReadOfficial("sam_tiny.safetensors");
        Dictionary<string, Tensor> theirs = official.ToDictionary(item => ToSamModel(item.Key), item => item.Value, StringComparer.Ordinal);
        const string positions = "prompt_encoder.shared_embedding.positional_embedding";
        theirs["shared_image_embedding.positional_embedding"] = theirs[positions];
        if (!positionsTwice)
        {
            theirs.Remove(positions);
        }

        SafetensorsWriter.Write(_path, theirs);
        AssertOpensAs(official);
    }

    [Fact]
    public void Half_of_an_attention_is_reported_under_the_names_of_the_file()
    {
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> theirs = ToClipModel(ReadOfficial("clip_vit_tiny.safetensors"));
        theirs["text_model.encoder.layers.0.self_attn.k_proj.weight"] = Tensor.Ones([3, 3]);
        SafetensorsWriter.Write(_path, theirs);
        Assert.Contains("self_attn.k_proj", Assert.Throws<WeightFormatException>(() => FoundationWeights.Open(_path)).Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, Tensor> ReadOfficial(string fixture)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Fixtures.PathOf($"models/{fixture}"));
        return file.Tensors.Keys.Where(name => name.StartsWith("w.", StringComparison.Ordinal)).ToDictionary(name => name[2..], file.Read, StringComparer.Ordinal);
    }

    private void AssertOpensAs(Dictionary<string, Tensor> official)
    {
        using WeightFile file = FoundationWeights.Open(_path);
        Assert.Equal(official.Keys.Order(StringComparer.Ordinal), file.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, Tensor expected) in official)
        {
            Assert.Equal(expected.Shape, file.Tensors[name].Shape);
            Assert.Equal(expected.ToArray<float>(), file.Read(name).ToArray<float>());
        }
    }

    /// <summary>Module by module, as transformers copies the official weights into a CLIPModel.</summary>
    private static Dictionary<string, Tensor> ToClipModel(Dictionary<string, Tensor> official)
    {
        Dictionary<string, Tensor> theirs = new(StringComparer.Ordinal)
        {
            ["logit_scale"] = official["logit_scale"],
            ["text_projection.weight"] = official["text_projection"].Transpose(0, 1).Contiguous(),
            ["visual_projection.weight"] = official["visual.proj"].Transpose(0, 1).Contiguous(),
            ["text_model.embeddings.token_embedding.weight"] = official["token_embedding.weight"],
            ["text_model.embeddings.position_embedding.weight"] = official["positional_embedding"],
            ["vision_model.embeddings.class_embedding"] = official["visual.class_embedding"],
            ["vision_model.embeddings.patch_embedding.weight"] = official["visual.conv1.weight"],
            ["vision_model.embeddings.position_embedding.weight"] = official["visual.positional_embedding"],
        };
        CopyLinear(official, "ln_final", theirs, "text_model.final_layer_norm");
        CopyLinear(official, "visual.ln_pre", theirs, "vision_model.pre_layrnorm");
        CopyLinear(official, "visual.ln_post", theirs, "vision_model.post_layernorm");
        foreach ((string tower, string model) in new[] { ("transformer", "text_model"), ("visual.transformer", "vision_model") })
        {
            for (int layer = 0; layer < 2; layer++)
            {
                (string from, string to) = ($"{tower}.resblocks.{layer}", $"{model}.encoder.layers.{layer}");
                CopyLinear(official, $"{from}.ln_1", theirs, $"{to}.layer_norm1");
                CopyLinear(official, $"{from}.ln_2", theirs, $"{to}.layer_norm2");
                CopyLinear(official, $"{from}.mlp.c_fc", theirs, $"{to}.mlp.fc1");
                CopyLinear(official, $"{from}.mlp.c_proj", theirs, $"{to}.mlp.fc2");
                CopyLinear(official, $"{from}.attn.out_proj", theirs, $"{to}.self_attn.out_proj");
                foreach (string kind in new[] { "weight", "bias" })
                {
                    Tensor joint = official[$"{from}.attn.in_proj_{kind}"];
                    long width = joint.Size(0) / 3;
                    theirs[$"{to}.self_attn.q_proj.{kind}"] = joint.Narrow(0, 0, width).Contiguous();
                    theirs[$"{to}.self_attn.k_proj.{kind}"] = joint.Narrow(0, width, width).Contiguous();
                    theirs[$"{to}.self_attn.v_proj.{kind}"] = joint.Narrow(0, 2 * width, width).Contiguous();
                }
            }
        }

        return theirs;
    }

    private static void CopyLinear(Dictionary<string, Tensor> official, string from, Dictionary<string, Tensor> theirs, string to)
    {
        theirs[$"{to}.weight"] = official[$"{from}.weight"];
        theirs[$"{to}.bias"] = official[$"{from}.bias"];
    }

    /// <summary>The replacements that transformers makes, in its order.</summary>
    private static string ToSamModel(string official)
    {
        (string Official, string Theirs)[] replacements =
        [
            ("iou_prediction_head.layers.0", "iou_prediction_head.proj_in"),
            ("iou_prediction_head.layers.1", "iou_prediction_head.layers.0"),
            ("iou_prediction_head.layers.2", "iou_prediction_head.proj_out"),
            ("mask_decoder.output_upscaling.0", "mask_decoder.upscale_conv1"),
            ("mask_decoder.output_upscaling.1", "mask_decoder.upscale_layer_norm"),
            ("mask_decoder.output_upscaling.3", "mask_decoder.upscale_conv2"),
            ("mask_downscaling.0", "mask_embed.conv1"),
            ("mask_downscaling.1", "mask_embed.layer_norm1"),
            ("mask_downscaling.3", "mask_embed.conv2"),
            ("mask_downscaling.4", "mask_embed.layer_norm2"),
            ("mask_downscaling.6", "mask_embed.conv3"),
            ("point_embeddings", "point_embed"),
            ("pe_layer.positional_encoding_gaussian_matrix", "shared_embedding.positional_embedding"),
            ("image_encoder", "vision_encoder"),
            ("neck.0", "neck.conv1"),
            ("neck.1", "neck.layer_norm1"),
            ("neck.2", "neck.conv2"),
            ("neck.3", "neck.layer_norm2"),
            ("patch_embed.proj", "patch_embed.projection"),
            (".norm", ".layer_norm"),
            ("blocks", "layers"),
        ];
        string name = replacements.Aggregate(official, (text, pair) => text.Replace(pair.Official, pair.Theirs, StringComparison.Ordinal));
        if (!name.Contains("output_hypernetworks_mlps.", StringComparison.Ordinal))
        {
            return name;
        }

        int at = name.IndexOf(".layers.", StringComparison.Ordinal);
        string part = name[at + ".layers.".Length] switch { '0' => ".proj_in", '1' => ".layers.0", _ => ".proj_out" };
        return $"{name[..at]}{part}{name[(at + ".layers.0".Length)..]}";
    }
}
