namespace Referent.Imaging.Responses;

/// <summary>How a small map of responses becomes a mask of the picture's size.</summary>
/// <param name="Resize">How it is made as large as the picture.</param>
/// <param name="Threshold">What belongs to the mask: responses above this share of the highest one.</param>
public sealed record ResponseRules(ResponseResize Resize, float Threshold)
{
    /// <summary>Corners aligned, and whatever is above 0 at all. Source: TRIS <c>validate.py</c>, where the share is 1e-9.</summary>
    public static ResponseRules Tris { get; } = new(ResponseResize.AlignCorners, 1e-9f);
}

/// <summary>Where the pixels of a small map lie in the large one; bilinear in between, no antialiasing.</summary>
public enum ResponseResize
{
    /// <summary>
    /// The centres of the corner pixels lie on those of the large map. Source: torch.nn.functional.interpolate, align_corners=True.
    /// </summary>
    AlignCorners,

    /// <summary>The outer edges lie on those of the large map. Source: the same, align_corners=False.</summary>
    HalfPixel,
}
