using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// The names that Hugging Face's <c>SamModel</c> gives to SAM's weights; the tensors are the same.
/// Source: transformers, models/sam/convert_sam_to_hf.py, read backwards.
/// </summary>
internal static class HuggingFaceSam
{
    private const string Mark = "vision_encoder.patch_embed.projection.weight";

    /// <summary>The same matrix is stored under both names, or only under the second.</summary>
    private const string Positions = "prompt_encoder.shared_embedding.positional_embedding";

    /// <inheritdoc cref="Positions"/>
    private const string SharedPositions = "shared_image_embedding.positional_embedding";

    private static readonly (string Theirs, string Official)[] Parts =
    [
        (SharedPositions, Positions),
        (Positions, "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"),
        ("vision_encoder.layers.", "image_encoder.blocks."),
        ("vision_encoder.", "image_encoder."),
        ("patch_embed.projection.", "patch_embed.proj."),
        ("neck.conv1.", "neck.0."),
        ("neck.layer_norm1.", "neck.1."),
        ("neck.conv2.", "neck.2."),
        ("neck.layer_norm2.", "neck.3."),
        ("mask_embed.conv1.", "mask_downscaling.0."),
        ("mask_embed.layer_norm1.", "mask_downscaling.1."),
        ("mask_embed.conv2.", "mask_downscaling.3."),
        ("mask_embed.layer_norm2.", "mask_downscaling.4."),
        ("mask_embed.conv3.", "mask_downscaling.6."),
        (".point_embed.", ".point_embeddings."),
        (".upscale_conv1.", ".output_upscaling.0."),
        (".upscale_layer_norm.", ".output_upscaling.1."),
        (".upscale_conv2.", ".output_upscaling.3."),
        (".layer_norm", ".norm"),
    ];

    /// <summary>The perceptrons of the decoder's heads: the hidden layers between the first and the last are numbered from 0.</summary>
    private static readonly (string Theirs, string Official)[] HeadParts =
    [
        (".layers.0.", ".layers.1."),
        (".proj_in.", ".layers.0."),
        (".proj_out.", ".layers.2."),
    ];

    /// <summary>The file under the official names, or as it is where its names are not Hugging Face's.</summary>
    public static WeightFile Rename(WeightFile file)
    {
        if (!file.Tensors.ContainsKey(Mark))
        {
            return file;
        }

        Dictionary<string, WeightRecipe> recipes = new(StringComparer.Ordinal);
        foreach (string name in file.Tensors.Keys)
        {
            recipes[Official(name)] = new WeightRecipe([name]);
        }

        return new RenamedWeights(file, recipes);
    }

    private static string Official(string name)
    {
        bool isHead = name.Contains("iou_prediction_head.", StringComparison.Ordinal)
            || name.Contains("output_hypernetworks_mlps.", StringComparison.Ordinal);
        return (isHead ? [.. HeadParts, .. Parts] : Parts)
            .Aggregate(name, (text, part) => text.Replace(part.Theirs, part.Official, StringComparison.Ordinal));
    }
}
