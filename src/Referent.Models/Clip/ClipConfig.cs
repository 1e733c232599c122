using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>Sizes of one CLIP: both towers and the space they share.</summary>
public sealed record ClipConfig
{
    /// <summary>Width of the shared space.</summary>
    public required int EmbedDim { get; init; }

    public required ClipVisionConfig Vision { get; init; }

    public required ClipTextConfig Text { get; init; }

    /// <summary>
    /// Reads the sizes off the names and shapes of a state dict. The number of heads leaves no trace there: it is width / 64, at least 1,
    /// as in every published model, unless given. Source: CLIP, model.py, build_model. Differs: refuses what does not fit.
    /// </summary>
    /// <param name="shapes">Shape of each tensor by state-dict name.</param>
    /// <param name="visionHeads">Heads of the image tower where they are not width / 64.</param>
    /// <param name="textHeads">Heads of the text tower where they are not width / 64.</param>
    /// <exception cref="WeightFormatException">The names are not those of a CLIP with a vision transformer.</exception>
    public static ClipConfig Infer(IReadOnlyDictionary<string, long[]> shapes, int? visionHeads = null, int? textHeads = null)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        int Size(string name, int axis) => shapes.TryGetValue(name, out long[]? shape) && axis < shape.Length
            ? checked((int)shape[axis])
            : throw new WeightFormatException($"This is not a CLIP with a vision transformer: {name} is missing or has no axis {axis}.");

        int visionWidth = Size("visual.conv1.weight", 0);
        int patch = Size("visual.conv1.weight", 3);
        int patches = Size("visual.positional_embedding", 0) - 1;
        int grid = (int)Math.Round(Math.Sqrt(patches));
        if (grid * grid != patches)
        {
            throw new WeightFormatException($"visual.positional_embedding has {patches} patches; a square grid was expected.");
        }

        int textWidth = Size("ln_final.weight", 0);
        return new ClipConfig
        {
            EmbedDim = Size("text_projection", 1),
            Vision = new ClipVisionConfig
            {
                ImageSize = grid * patch,
                PatchSize = patch,
                Width = visionWidth,
                Layers = CountBlocks(shapes.Keys, "visual.transformer.resblocks."),
                Heads = visionHeads ?? DefaultHeads(visionWidth),
            },
            Text = new ClipTextConfig
            {
                ContextLength = Size("positional_embedding", 0),
                VocabularySize = Size("token_embedding.weight", 0),
                Width = textWidth,
                Layers = CountBlocks(shapes.Keys, "transformer.resblocks."),
                Heads = textHeads ?? DefaultHeads(textWidth),
            },
        };
    }

    /// <summary>Channels of one head in every published model. Source: CLIP, model.py, <c>heads = width // 64</c>.</summary>
    private static int DefaultHeads(int width) => Math.Max(1, width / 64);

    private static int CountBlocks(IEnumerable<string> names, string prefix) =>
        names.Count(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".attn.in_proj_weight", StringComparison.Ordinal));
}

/// <summary>Sizes of the vision transformer.</summary>
public sealed record ClipVisionConfig
{
    /// <summary>Height and width of the input in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Height and width of a patch in pixels; divides <see cref="ImageSize"/>.</summary>
    public required int PatchSize { get; init; }

    public required int Width { get; init; }

    public required int Layers { get; init; }

    /// <summary>Attention heads; divides <see cref="Width"/>.</summary>
    public required int Heads { get; init; }

    /// <summary>Patches along a side of the native input.</summary>
    public int Grid => ImageSize / PatchSize;
}

/// <summary>Sizes of the text transformer.</summary>
public sealed record ClipTextConfig
{
    /// <summary>The most tokens a text may have.</summary>
    public required int ContextLength { get; init; }

    public required int VocabularySize { get; init; }

    public required int Width { get; init; }

    public required int Layers { get; init; }

    /// <summary>Attention heads; divides <see cref="Width"/>.</summary>
    public required int Heads { get; init; }
}
