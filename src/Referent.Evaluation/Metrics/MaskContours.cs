namespace Referent.Evaluation.Metrics;

/// <summary>
/// The bounding rectangles of a mask's contours, outer ones and those of holes, in the order in which OpenCV's <c>findContours</c> lists
/// them with <c>RETR_TREE</c>.
/// </summary>
/// <remarks>
/// Source: OpenCV's documentation of <c>findContours</c> and Suzuki and Abe 1985, the algorithm behind it. The mask's pixels connect over
/// corners, the background's do not. A hole's contour runs over the mask's pixels around it, so its rectangle is the hole's grown by one.
/// Among siblings the one met last in a row-by-row scan comes first, and children follow their parent. Differs: the contours
/// themselves are never traced, since only their rectangles are needed.
/// </remarks>
internal static class MaskContours
{
    public static IReadOnlyList<PixelRectangle> Rectangles(MaskSegments segments)
    {
        MaskRegions regions = new(segments);
        ILookup<int, MaskRegion> children = regions.All.ToLookup(region => region.Parent);
        List<PixelRectangle> rectangles = [];

        // Preorder with a stack: nesting is as deep as the picture makes it. The scan's last sibling ends up on top.
        Stack<MaskRegion> open = new(InScanOrder(MaskRegions.Outside));
        while (open.TryPop(out MaskRegion? region))
        {
            rectangles.Add(region.Contour);
            foreach (MaskRegion child in InScanOrder(region.Label))
            {
                open.Push(child);
            }
        }

        return rectangles;

        IEnumerable<MaskRegion> InScanOrder(int parent) => children[parent].OrderBy(child => child.FirstY).ThenBy(child => child.FirstX);
    }
}
