using Referent.Imaging.Geometry;

namespace Referent.Evaluation.Metrics;

/// <summary>Intersection over union of boxes with plain areas, no pixel added. Source: TRIS <c>utils/box_utils.py</c>.</summary>
internal static class BoxOverlap
{
    /// <summary>0 to 1; 0 where both are empty.</summary>
    public static double Iou(BoxXyxy a, BoxXyxy b)
    {
        double width = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left));
        double height = Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
        double shared = width * height;
        double union = a.Area + b.Area - shared;
        return union > 0 ? shared / union : 0;
    }

    /// <summary>Whether a pixel lies in a box, its edges included on all sides, as TRIS asks.</summary>
    public static bool Covers(BoxXyxy box, PixelPosition pixel) =>
        box.Left <= pixel.X && pixel.X <= box.Right && box.Top <= pixel.Y && pixel.Y <= box.Bottom;
}
