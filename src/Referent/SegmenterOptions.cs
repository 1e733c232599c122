using Referent.Presets;

namespace Referent;

/// <summary>What a <see cref="Segmenter"/> is made of; the defaults suit a first try.</summary>
public sealed record SegmenterOptions
{
    /// <summary>The name of a preset, or a folder that holds a <c>preset.json</c>.</summary>
    public string Preset { get; init; } = "tiny";

    /// <summary>Null for the best that the preset has the parts for.</summary>
    public SegmentationMethod? Method { get; init; }

    /// <summary>Who finds the phrase for <see cref="SegmentationMethod.ClipSam"/>; null for the preset's choice.</summary>
    public LocaliserKind? Localiser { get; init; }

    /// <summary>Whether a dense CRF moves the mask of <see cref="SegmentationMethod.ClipEs"/> to the edges of the picture.</summary>
    public bool Crf { get; init; }

    /// <summary>What of the map SAM is told by <see cref="SegmentationMethod.TrisSam"/>; null for points.</summary>
    public MapPrompt? MapPrompt { get; init; }

    /// <summary>
    /// Whether <see cref="SegmentationMethod.Tris"/> and <see cref="SegmentationMethod.TrisSam"/> do as the official program where that
    /// surprises: all texts that are too long read alike; a map without a positive logit turns inside out, as mask, box and peak.
    /// </summary>
    public bool AsReleased { get; init; }

    public DeviceChoice Device { get; init; }

    /// <summary>
    /// Matrix products of CLIP and of SAM's image encoder in BFloat16: faster on CPUs with avx512_bf16, less exact. How much:
    /// docs/results/20261121-encoders.md.
    /// </summary>
    public bool BFloat16 { get; init; }

    /// <exception cref="ArgumentException">An option does not go with the method.</exception>
    internal void Check(SegmentationMethod method)
    {
        string name = SegmentationMethods.NameOf(method);
        if (Localiser is not null && method != SegmentationMethod.ClipSam)
        {
            throw new ArgumentException($"Only {SegmentationMethods.NameOf(SegmentationMethod.ClipSam)} has a choice of localisers, not {name}.");
        }

        if (MapPrompt is not null && method != SegmentationMethod.TrisSam)
        {
            throw new ArgumentException(
                $"Only {SegmentationMethods.NameOf(SegmentationMethod.TrisSam)} has a choice of what SAM is told of its map, not {name}.");
        }

        if (AsReleased && method is not (SegmentationMethod.Tris or SegmentationMethod.TrisSam))
        {
            throw new ArgumentException(
                $"Only {SegmentationMethods.NameOf(SegmentationMethod.Tris)} and {SegmentationMethods.NameOf(SegmentationMethod.TrisSam)} "
                + $"have an official program to do as, not {name}.");
        }

        if (Crf && method != SegmentationMethod.ClipEs)
        {
            throw new ArgumentException($"The CRF works on the map of {SegmentationMethods.NameOf(SegmentationMethod.ClipEs)}, not of {name}.");
        }
    }
}
