namespace Referent.Models.Clip;

/// <summary>How position embeddings learnt on one grid of patches serve another.</summary>
public enum PositionInterpolation
{
    /// <summary>They do not: another input size is refused. Source: the official CLIP.</summary>
    None,

    /// <summary>The patch part is resized bilinearly with half-pixel centres; the class token keeps its row. Source: CLIP Surgery.</summary>
    Bilinear,
}
