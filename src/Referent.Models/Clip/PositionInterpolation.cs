namespace Referent.Models.Clip;

/// <summary>
/// How position embeddings learnt on one grid serve another. There is no default: each published project has its own way, and they differ
/// by a seventh of the embeddings' own size. All keep the class token's row.
/// </summary>
public enum PositionInterpolation
{
    /// <summary>They do not: another input size is refused. Source: the official CLIP.</summary>
    None,

    /// <summary>Bilinear, half-pixel centres, no antialiasing. Source: CLIP Surgery, clip_surgery_model.py.</summary>
    ClipSurgery,

    /// <summary>
    /// As <see cref="ClipSurgery"/>, then rounded to half precision, the class token's row and the native size too. Source: CLIP-ES,
    /// clip/model.py, upsample_pos_emb.
    /// </summary>
    ClipEs,

    /// <summary>Bicubic with a = -0.5, half-pixel centres, antialiased where the grid shrinks. Source: open_clip, resize_pos_embed.</summary>
    OpenClip,
}
