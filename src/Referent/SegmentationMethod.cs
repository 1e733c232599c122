using Referent.Formats;

namespace Referent;

/// <summary>How a phrase becomes a mask, by way of points for SAM where the name says so.</summary>
public enum SegmentationMethod
{
    /// <summary>A point generator trained from image-text pairs. Source: Dai and Yang, CVPR 2024.</summary>
    Ppt,

    /// <summary>The map of CLIP Surgery, or of CLIP-ES, becomes points; nothing is trained.</summary>
    ClipSam,

    /// <summary>The map of CLIP-ES is the mask; nothing is trained. Source: Lin et al., CVPR 2023.</summary>
    ClipEs,

    /// <summary>The map of TRIS, its second stage's where the preset has one, is the mask. Source: Liu et al., ICCV 2023.</summary>
    Tris,

    /// <summary>SAM is told of TRIS's map: points by CLIP Surgery's rule, or see <see cref="MapPrompt"/>.</summary>
    TrisSam,

    /// <summary>Points drawn from the ground truth: the ceiling of every method that ends in SAM. For evaluation only.</summary>
    OracleSam,
}

/// <summary>The names of methods on command lines and in reports.</summary>
public static class SegmentationMethods
{
    private static readonly string[] Names = ["ppt", "clip-sam", "clip-es", "tris", "tris-sam", "oracle-sam"];

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> AllNames => Names;

    public static string NameOf(SegmentationMethod method) => Names[(int)method];

    /// <summary>Whether a method's answer has a map, <see cref="Segmentation.Response"/>.</summary>
    public static bool HasMap(SegmentationMethod method) =>
        method is SegmentationMethod.ClipEs or SegmentationMethod.Tris or SegmentationMethod.TrisSam;

    /// <exception cref="ArgumentException">No method has this name; the message names the nearest.</exception>
    public static SegmentationMethod Parse(string name) => Array.IndexOf(Names, name) is >= 0 and int at
        ? (SegmentationMethod)at
        : throw new ArgumentException(
            $"There is no method '{name}'; the nearest is '{NearestName.Of(name, Names)}', known are {string.Join(", ", Names)}.");
}
