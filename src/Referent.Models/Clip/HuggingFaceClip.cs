using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// The names that Hugging Face's <c>CLIPModel</c> gives to CLIP's weights. Queries, keys and values are apart there, projections the other
/// way round. Source: transformers, models/clip/convert_clip_original_pytorch_to_hf.py, read backwards.
/// </summary>
internal static class HuggingFaceClip
{
    private const string Mark = "text_model.embeddings.token_embedding.weight";

    /// <summary>Positions numbered from 0, stored by old versions.</summary>
    private const string PositionIds = ".position_ids";

    private const string Query = ".self_attn.q_proj.";

    private static readonly (string Theirs, string Official)[] Parts =
    [
        ("text_model.encoder.layers.", "transformer.resblocks."),
        ("vision_model.encoder.layers.", "visual.transformer.resblocks."),
        (".self_attn.out_proj.", ".attn.out_proj."),
        (".layer_norm1.", ".ln_1."),
        (".layer_norm2.", ".ln_2."),
        (".mlp.fc1.", ".mlp.c_fc."),
        (".mlp.fc2.", ".mlp.c_proj."),
        (Mark, "token_embedding.weight"),
        ("text_model.embeddings.position_embedding.weight", "positional_embedding"),
        ("text_model.final_layer_norm.", "ln_final."),
        ("vision_model.embeddings.class_embedding", "visual.class_embedding"),
        ("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
        ("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
        ("vision_model.pre_layrnorm.", "visual.ln_pre."),     // Spelt so there.
        ("vision_model.post_layernorm.", "visual.ln_post."),
    ];

    /// <summary>The file under the official names, or as it is where its names are not Hugging Face's.</summary>
    /// <exception cref="WeightFormatException">Queries, keys and values do not fit together.</exception>
    public static WeightFile Rename(WeightFile file)
    {
        if (!file.Tensors.ContainsKey(Mark))
        {
            return file;
        }

        Dictionary<string, WeightRecipe> recipes = new(StringComparer.Ordinal);
        foreach (string name in file.Tensors.Keys)
        {
            if (RecipeFor(name, file) is { } made)
            {
                recipes[made.Name] = made.Recipe;
            }
        }

        return new RenamedWeights(file, recipes);
    }

    private static (string Name, WeightRecipe Recipe)? RecipeFor(string name, WeightFile file)
    {
        if (name.EndsWith(PositionIds, StringComparison.Ordinal))
        {
            return null;
        }

        string[] joint = [.. "qkv".Select(letter => name.Replace(Query, $".self_attn.{letter}_proj.", StringComparison.Ordinal))];
        if (name.Contains(Query, StringComparison.Ordinal) && joint.All(file.Tensors.ContainsKey))
        {
            return (Official(name).Replace(Query, ".attn.in_proj_", StringComparison.Ordinal), new WeightRecipe(joint));
        }

        if (name.Contains(".self_attn.k_proj.", StringComparison.Ordinal) || name.Contains(".self_attn.v_proj.", StringComparison.Ordinal))
        {
            return null;
        }

        return name switch
        {
            "text_projection.weight" => ("text_projection", new WeightRecipe([name], Transposed: true)),
            "visual_projection.weight" => ("visual.proj", new WeightRecipe([name], Transposed: true)),
            _ => (Official(name), new WeightRecipe([name])),
        };
    }

    private static string Official(string name) =>
        Parts.Aggregate(name, (text, part) => text.Replace(part.Theirs, part.Official, StringComparison.Ordinal));
}
