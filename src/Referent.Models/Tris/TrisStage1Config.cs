using Referent.Models.Clip;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>Sizes of the first stage of TRIS.</summary>
public sealed record TrisStage1Config
{
    /// <summary>Ids of a text, start and end of text included. Source: TRIS, official program, max_query_len.</summary>
    public const int TextLength = 20;

    /// <summary>Side of the square that pictures are stretched to. Source: TRIS, section 4.1.</summary>
    public const int ImageSize = 320;

    /// <summary>The CLIP with a residual network that is trained.</summary>
    public required ClipConfig Backbone { get; init; }

    /// <summary>Channels C in which places and texts meet. Published: 1024.</summary>
    public required int Width { get; init; }

    public PromptForm Prompt { get; init; } = PromptForm.AsReleased;

    public PromptHalves Halves { get; init; } = PromptHalves.Both;

    /// <summary>
    /// Reads the sizes off the names and shapes of a state dict, and the prompt off its layers: those of a half that is not there have no names.
    /// </summary>
    /// <param name="shapes">Shape of each tensor by state-dict name.</param>
    /// <exception cref="WeightFormatException">The names are not those of a first stage.</exception>
    public static TrisStage1Config Infer(IReadOnlyDictionary<string, long[]> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        bool Has(string layer) => shapes.Keys.Any(name => name.StartsWith($"attn_fusion.{layer}", StringComparison.Ordinal));
        return new TrisStage1Config
        {
            Backbone = TrisBackbone.Infer(shapes),
            Width = shapes.TryGetValue("lan_project.weight", out long[]? shape) && shape.Length == 2
                ? checked((int)shape[0])
                : throw new WeightFormatException("This is not a first stage of TRIS: lan_project.weight is missing or no matrix."),
            Prompt = Has("image") || Has("text") ? PromptForm.AsPublished : PromptForm.AsReleased,
            Halves = (TextToVisual: Has("v_output") || Has("text3"), VisualToText: Has("t_output") || Has("image3")) switch
            {
                (true, true) => PromptHalves.Both,
                (true, false) => PromptHalves.TextToVisual,
                (false, true) => PromptHalves.VisualToText,
                (false, false) => PromptHalves.None,
            },
        };
    }
}
