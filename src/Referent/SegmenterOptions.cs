namespace Referent;

/// <summary>What a <see cref="Segmenter"/> is made of; the defaults suit a first try.</summary>
public sealed record SegmenterOptions
{
    /// <summary>The name of a preset, or a folder that holds a <c>preset.json</c>.</summary>
    public string Preset { get; init; } = "tiny";

    /// <summary>Null for the best that the preset has the parts for.</summary>
    public SegmentationMethod? Method { get; init; }

    public DeviceChoice Device { get; init; }
}
