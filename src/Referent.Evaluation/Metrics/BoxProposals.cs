using Referent.Imaging.Geometry;

namespace Referent.Evaluation.Metrics;

/// <summary>Boxes from a binary mask, as TRIS makes them for its box metrics.</summary>
/// <remarks>
/// Source: TRIS <c>utils/box_eval_utils.py</c>, <c>generate_bbox</c> with its defaults, applied to a binary prediction. Its suppression
/// takes (x, y, width, height) for two corners; that is kept, since the published numbers depend on it. Differs: none known; where
/// confidences tie, the order is that of <see cref="MaskContours"/>.
/// </remarks>
internal static class BoxProposals
{
    /// <summary>Overlap above which the less confident box goes. Source: <c>nms_threshold</c>.</summary>
    private const float SuppressionThreshold = 0.05f;

    /// <summary>Share of the best confidence that a box must exceed. Source: <c>max_drop_th</c>.</summary>
    private const double DropThreshold = 0.5;

    /// <summary>What stands for "no box": an empty mask, or one that covers the whole picture, has no contrast. Source: the fallback there.</summary>
    private static readonly BoxXyxy NoBox = new(0, 0, 1, 1);

    /// <summary>The boxes kept, the most confident first; never empty.</summary>
    public static IReadOnlyList<BoxXyxy> From(MaskSegments segments, long area)
    {
        if (area == 0 || area == segments.Size.PixelCount)
        {
            return [NoBox];
        }

        IReadOnlyList<PixelRectangle> rectangles = MaskContours.Rectangles(segments);
        double[] confidences =
            [.. rectangles.Select(rectangle => 255.0 * segments.CountIn(rectangle) / ((long)rectangle.Width * rectangle.Height) / 255.0)];
        double least = DropThreshold * confidences.Max();
        return [.. Suppress(rectangles, confidences).Where(index => confidences[index] > least).Select(index => rectangles[index].ToBox())];
    }

    /// <summary>Greedy suppression in single precision; ties keep their order. Source: torchvision's CPU <c>nms</c>.</summary>
    private static IEnumerable<int> Suppress(IReadOnlyList<PixelRectangle> rectangles, double[] confidences)
    {
        int[] order = [.. Enumerable.Range(0, rectangles.Count).OrderByDescending(index => (float)confidences[index])];
        bool[] suppressed = new bool[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            if (suppressed[i])
            {
                continue;
            }

            yield return order[i];
            for (int j = i + 1; j < order.Length; j++)
            {
                suppressed[j] |= MistakenOverlap(rectangles[order[i]], rectangles[order[j]]) > SuppressionThreshold;
            }
        }
    }

    private static float MistakenOverlap(PixelRectangle a, PixelRectangle b)
    {
        float width = Math.Max(0, Math.Min(a.Width, b.Width) - Math.Max(a.X, b.X));
        float height = Math.Max(0, Math.Min(a.Height, b.Height) - Math.Max(a.Y, b.Y));
        float shared = width * height;
        return shared / (MistakenArea(a) + MistakenArea(b) - shared);
    }

    private static float MistakenArea(PixelRectangle box) => (float)(box.Width - box.X) * (box.Height - box.Y);
}
