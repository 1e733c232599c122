namespace Referent.Models.Localisation;

/// <summary>How CLIP-ES looks at a picture.</summary>
public sealed record ClipEsOptions
{
    /// <summary>
    /// Larger pictures are shrunk until their long side has so many pixels. Chosen: the long side of COCO's pictures, which like the
    /// smaller ones of Pascal VOC are seen at their own size, as published; attention grows with its fourth power.
    /// </summary>
    public const int DefaultLongSide = 640;

    /// <summary>Source: CLIP-ES, generate_cams_coco14.py, box_threshold; 0.4 for Pascal VOC.</summary>
    public const double DefaultBoxThreshold = 0.7;

    public int LongSide { get; init; } = DefaultLongSide;

    /// <summary>
    /// Blocks whose attention tells which patches belong together, the last ones; null for two thirds of all, as in the published 8 of 12.
    /// </summary>
    public int? AttentionBlocks { get; init; }

    /// <summary>Share of a map's highest value above which a patch decides where the map may spread from.</summary>
    public double BoxThreshold { get; init; } = DefaultBoxThreshold;
}
