namespace Referent.Models.Clip;

/// <summary>Sizes of one CLIP: both towers and the space they share.</summary>
public sealed partial record ClipConfig
{
    /// <summary>Width of the shared space.</summary>
    public required int EmbedDim { get; init; }

    public required ClipImageConfig Vision { get; init; }

    public required ClipTextConfig Text { get; init; }
}

/// <summary>Sizes of an image tower: a <see cref="ClipVisionConfig"/> or a <see cref="ClipResNetConfig"/>.</summary>
public abstract record ClipImageConfig
{
    /// <summary>Height and width of the input in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Channels: of a token, or of the first stage's convolutions.</summary>
    public required int Width { get; init; }

    /// <summary>Attention heads: of every block, or of the pool at the end.</summary>
    public required int Heads { get; init; }
}

/// <summary>Sizes of the vision transformer; the heads divide the width.</summary>
public sealed record ClipVisionConfig : ClipImageConfig
{
    /// <summary>Height and width of a patch in pixels; divides the image size.</summary>
    public required int PatchSize { get; init; }

    public required int Layers { get; init; }

    /// <summary>Patches along a side of the native input.</summary>
    public int Grid => ImageSize / PatchSize;
}

/// <summary>Sizes of the residual network; the heads divide <see cref="Channels"/>.</summary>
public sealed record ClipResNetConfig : ClipImageConfig
{
    /// <summary>Pixels of the input to a side of one place of the last map. Source: CLIP, model.py, input_resolution // 32.</summary>
    public const int Stride = 32;

    /// <summary>Bottlenecks of each of the four stages.</summary>
    public required IReadOnlyList<int> Blocks { get; init; }

    /// <summary>Channels of the last map: four times wider inside a bottleneck's output, doubled by each stage after the first.</summary>
    public int Channels => Width * 32;

    /// <summary>Places along a side of the last map of the native input.</summary>
    public int Grid => ImageSize / Stride;
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
