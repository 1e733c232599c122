namespace Referent.Models.PointPrompting;

/// <summary>How the bridgers normalise image maps.</summary>
public enum BridgerNorm
{
    /// <summary>Over the batch and the picture, channel by channel; running statistics at inference. Source: ETRIS.</summary>
    Batch,

    /// <summary>Over the channels of each token: independent of the batch.</summary>
    Layer,
}

/// <summary>Sizes of the point generator of PPT. The defaults have the parameter count that the paper gives.</summary>
public sealed record GeneratorConfig
{
    /// <summary>Sizes for CLIP ViT-B/16: 20,718,449 parameters, the published 20.7 M.</summary>
    public static GeneratorConfig Base { get; } = new() { VisionWidth = 768, EmbedDim = 512 };

    /// <summary>Channels Dv of the image tower's tokens, the same at every stage.</summary>
    public required int VisionWidth { get; init; }

    /// <summary>Channels E of the space shared by image and text: those of word features and of the last stage once projected.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>Stages N of the image tower that are looked at.</summary>
    public int Stages { get; init; } = 3;

    /// <summary>Channels in which a bridger lets image and text meet. Source: ETRIS, section 3.2.</summary>
    public int BridgerWidth { get; init; } = 64;

    /// <summary>
    /// Whether what a bridger adds to image tokens is written back into CLIP's image tower, whose later blocks run on it, so that later stages
    /// see the text. Source: ETRIS, section 3.2. Differs: words are not written back, since PPT's T is one for all stages. Responses are
    /// those of the tower as it is.
    /// </summary>
    public bool WriteBack { get; init; }

    /// <summary>How a bridger normalises image maps.</summary>
    public BridgerNorm Norm { get; init; } = BridgerNorm.Batch;

    /// <summary>Channels C of a query; a multiple of 4.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Attention heads, in bridgers and query blocks; divides both widths.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Hidden channels of the perceptron of a query block.</summary>
    public int FeedForwardWidth { get; init; } = 2048;

    /// <summary>Hidden channels of both heads.</summary>
    public int HeadWidth { get; init; } = 256;

    /// <summary>
    /// Whether image tokens carry how they respond to the expression, see <see cref="ResponseMaps"/>; the last stage is then CLIP Surgery's.
    /// </summary>
    public bool Responses { get; init; }

    /// <summary>Hidden channels of the perceptrons that adapt what the responses compare, see <see cref="ResponseAdapter"/>; 0 for none.</summary>
    public int AdapterWidth { get; init; }

    /// <summary>Maps R of how an image responds to a text: none, or those of <see cref="ResponseMaps"/>.</summary>
    public int Maps => Responses ? ResponseMaps.Probes : 0;

    /// <summary>Whether queries read positions too, not only look by them: values carry sine positions as keys do.</summary>
    public bool PlacedValues { get; init; }

    /// <summary>Whether points are offsets from a place that each query points at, see <see cref="PointPrompting.Pointer"/>.</summary>
    public bool Pointer { get; init; }

    /// <summary>Queries K: candidates for the referent. Source: PPT, section 4.1.</summary>
    public int Queries { get; init; } = 20;

    /// <summary>Points M of each query. Source: PPT, section 4.1.</summary>
    public int Points { get; init; } = 16;

    /// <summary>Sizes for two CPU cores: the same network, 8 queries of 8 points.</summary>
    /// <param name="visionWidth">Channels of the image tower's tokens.</param>
    /// <param name="embedDim">Channels of the shared space.</param>
    /// <param name="width">Channels of a query.</param>
    public static GeneratorConfig Tiny(int visionWidth, int embedDim, int width = 192) => new()
    {
        VisionWidth = visionWidth,
        EmbedDim = embedDim,
        BridgerWidth = 32,
        Width = width,
        FeedForwardWidth = 4 * width,
        HeadWidth = width,
        Queries = 8,
        Points = 8,
    };

    /// <summary>The rules that these sizes break; none where a generator can be built.</summary>
    public IReadOnlyList<string> Faults()
    {
        int[] sizes = [VisionWidth, EmbedDim, Stages, BridgerWidth, Width, Heads, FeedForwardWidth, HeadWidth, Queries, Points];
        (bool Holds, string Rule)[] rules =
        [
            (Array.TrueForAll(sizes, size => size >= 1), "every size is at least 1"),
            (AdapterWidth == 0 || (AdapterWidth > 0 && Responses), "adapterWidth is 0, or above 0 with responses"),
            (Heads < 1 || Width % Heads == 0, $"width {Width} is a multiple of {Heads} heads"),
            (Heads < 1 || BridgerWidth % Heads == 0, $"bridgerWidth {BridgerWidth} is a multiple of {Heads} heads"),
            (Width % 4 == 0, $"width {Width} is a multiple of 4, for sines and cosines of x and y"),
            (EmbedDim % 4 == 0, $"embedDim {EmbedDim} is a multiple of 4, for sines and cosines of x and y"),
        ];
        return [.. rules.Where(rule => !rule.Holds).Select(rule => rule.Rule)];
    }

    /// <exception cref="ArgumentException">Sizes do not fit each other: all faults at once.</exception>
    public void Validate()
    {
        if (Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"This generator cannot be built; expected: {string.Join("; ", faults)}.");
        }
    }
}
