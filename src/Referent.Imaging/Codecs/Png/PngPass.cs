using Referent.Imaging.Geometry;

namespace Referent.Imaging.Codecs.Png;

/// <summary>One pass over the picture: which pixels its rows hold. Source: PNG specification, section 8.2 (Adam7).</summary>
internal readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
{
    private static readonly PngPass[] Plain = [new(0, 0, 1, 1)];

    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    public static PngPass[] Of(PngHeader header) => header.Interlaced ? Adam7 : Plain;

    /// <summary>Pixels in each row of the pass; may be 0.</summary>
    public int WidthOf(ImageSize size) => Math.Max(0, (size.Width - Left + StepX - 1) / StepX);
}
