using Referent.Formats;

namespace Referent.Cli.Segmenting;

/// <summary>A way to write a mask to a file.</summary>
/// <param name="Name">On the command line and in the output.</param>
/// <param name="Suffix">Of the file's name, behind the stem and the index.</param>
internal sealed record MaskFormat(string Name, string Suffix)
{
    /// <summary>White on black.</summary>
    public static readonly MaskFormat Png = new("png", ".png");

    /// <summary>The picture with the mask and the points drawn in.</summary>
    public static readonly MaskFormat Overlay = new("overlay", ".overlay.jpg");

    /// <summary>COCO's run lengths.</summary>
    public static readonly MaskFormat Rle = new("rle", ".rle.json");

    /// <summary>COCO's polygons.</summary>
    public static readonly MaskFormat Polygon = new("polygon", ".polygon.json");

    /// <summary>A line as YOLO's segmentation reads it.</summary>
    public static readonly MaskFormat Yolo = new("yolo", ".yolo.txt");

    /// <summary>A task with a predicted brush region.</summary>
    public static readonly MaskFormat LabelStudio = new("label-studio", ".label-studio.json");

    private static readonly MaskFormat[] All = [Png, Overlay, Rle, Polygon, Yolo, LabelStudio];

    /// <summary>Whether the file is a picture.</summary>
    public bool IsPicture => this == Png || this == Overlay;

    /// <summary>All names, for help.</summary>
    public static string Known => string.Join(", ", All.Select(format => format.Name));

    /// <param name="names">Separated by commas.</param>
    /// <exception cref="ArgumentException">A format is unknown; the message names the nearest.</exception>
    public static IReadOnlyList<MaskFormat> Parse(string names)
    {
        string[] parts = names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0
            ? throw new ArgumentException($"No format is given; known are {Known}.")
            : [.. parts.Select(Find).Distinct()];
    }

    private static MaskFormat Find(string name) => Array.Find(All, format => format.Name == name)
        ?? throw new ArgumentException(
            $"There is no format '{name}'; the nearest is '{NearestName.Of(name, All.Select(format => format.Name))}', known are {Known}.");
}
