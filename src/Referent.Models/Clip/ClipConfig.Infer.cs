using System.Globalization;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>Reading the sizes off a state dict.</summary>
public sealed partial record ClipConfig
{
    /// <summary>
    /// Reads the sizes off the names and shapes of a state dict. The number of heads leaves no trace there: it is one for every 64 channels,
    /// at least 1, as in every published model, unless given. Source: CLIP, model.py, build_model. Differs: refuses what does not fit.
    /// </summary>
    /// <param name="shapes">Shape of each tensor by state-dict name.</param>
    /// <param name="visionHeads">Heads of the image tower where they are not one for 64 channels.</param>
    /// <param name="textHeads">Heads of the text tower where they are not one for 64 channels.</param>
    /// <exception cref="WeightFormatException">The names are not those of a CLIP.</exception>
    public static ClipConfig Infer(IReadOnlyDictionary<string, long[]> shapes, int? visionHeads = null, int? textHeads = null)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int textWidth = SizeOf(shapes, "ln_final.weight", 0);
        return new ClipConfig
        {
            EmbedDim = SizeOf(shapes, "text_projection", 1),
            Vision = shapes.ContainsKey("visual.layer1.0.conv1.weight") ? InferResNet(shapes, visionHeads) : InferTransformer(shapes, visionHeads),
            Text = new ClipTextConfig
            {
                ContextLength = SizeOf(shapes, "positional_embedding", 0),
                VocabularySize = SizeOf(shapes, "token_embedding.weight", 0),
                Width = textWidth,
                Layers = Count(shapes.Keys, "transformer.resblocks.", ".attn.in_proj_weight"),
                Heads = HeadsOf(textWidth, textHeads, "ln_final.weight"),
            },
        };
    }

    private static ClipVisionConfig InferTransformer(IReadOnlyDictionary<string, long[]> shapes, int? heads)
    {
        int width = SizeOf(shapes, "visual.conv1.weight", 0);
        int patch = SizeOf(shapes, "visual.conv1.weight", 3);
        return new ClipVisionConfig
        {
            ImageSize = GridOf(shapes, "visual.positional_embedding") * patch,
            PatchSize = patch,
            Width = width,
            Layers = Count(shapes.Keys, "visual.transformer.resblocks.", ".attn.in_proj_weight"),
            Heads = HeadsOf(width, heads, "visual.conv1.weight"),
        };
    }

    private static ClipResNetConfig InferResNet(IReadOnlyDictionary<string, long[]> shapes, int? heads)
    {
        int channels = SizeOf(shapes, "visual.attnpool.positional_embedding", 1);
        return new ClipResNetConfig
        {
            ImageSize = GridOf(shapes, "visual.attnpool.positional_embedding") * ClipResNetConfig.Stride,
            Width = SizeOf(shapes, "visual.layer1.0.conv1.weight", 0),
            Heads = HeadsOf(channels, heads, "visual.attnpool.positional_embedding"),
            Blocks = [.. Enumerable.Range(1, 4).Select(stage => Count(shapes.Keys, $"visual.layer{stage}.", ".conv1.weight"))],
        };
    }

    private static int GridOf(IReadOnlyDictionary<string, long[]> shapes, string positions)
    {
        int places = SizeOf(shapes, positions, 0) - 1;
        int grid = (int)Math.Round(Math.Sqrt(places));
        return grid > 0 && grid * grid == places
            ? grid
            : throw new WeightFormatException($"{positions} has {places} places beside the class token; a square grid was expected.");
    }

    /// <summary>Source: CLIP, model.py, <c>width // 64</c>.</summary>
    private static int HeadsOf(int width, int? given, string name)
    {
        int heads = given ?? Math.Max(1, width / 64);
        return heads > 0 && width % heads == 0
            ? heads
            : throw new WeightFormatException($"{name} tells of {width} channels, which {heads} attention heads do not divide.");
    }

    /// <summary>Names with one number between <paramref name="prefix"/> and <paramref name="suffix"/>.</summary>
    private static int Count(IEnumerable<string> names, string prefix, string suffix) => names.Count(name =>
        name.Length > prefix.Length + suffix.Length
        && name.StartsWith(prefix, StringComparison.Ordinal)
        && name.EndsWith(suffix, StringComparison.Ordinal)
        && int.TryParse(
            name.AsSpan(prefix.Length, name.Length - prefix.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static int SizeOf(IReadOnlyDictionary<string, long[]> shapes, string name, int axis) =>
        shapes.TryGetValue(name, out long[]? shape) && axis < shape.Length && shape[axis] is > 0 and <= int.MaxValue
            ? (int)shape[axis]
            : throw new WeightFormatException($"This is not a CLIP of the published naming: {name} is missing or has no axis {axis}.");
}
