using Referent.Imaging.Geometry;

namespace Referent.Imaging.Masks;

/// <summary>Fills polygons the way the COCO tools do, pixel for pixel.</summary>
/// <remarks>
/// Source: cocoapi, common/maskApi.c, rleFrPoly. The outline is walked on a grid of fifths of a pixel; where it steps across the middle of a
/// column of pixels the mask changes below that place, so what is inside is even-odd down each column. Differs: the walk is not stored, and
/// coordinates that C would convert without defined result are refused.
/// </remarks>
public static class PolygonRasteriser
{
    /// <summary>
    /// Largest coordinate, in pixels to either side. Chosen: far beyond any picture, while one edge takes milliseconds to walk.
    /// </summary>
    public const double MaxCoordinate = 1 << 20;

    /// <summary>Steps of the walk in a pixel. Source: maskApi.c, <c>scale</c>.</summary>
    internal const int StepsPerPixel = 5;

    /// <summary>The mask of one polygon.</summary>
    /// <param name="size">The picture, at most <see cref="RunLengthMask.MaxPixels"/>; what lies outside is cut off.</param>
    /// <param name="outline">
    /// x0, y0, x1, y1, ... in pixels, closed by itself; a last number without a partner is ignored, as by the COCO tools.
    /// </param>
    /// <exception cref="FormatException">The size is out of range, or a coordinate is no number or beyond <see cref="MaxCoordinate"/>.</exception>
    public static RunLengthMask Rasterise(ImageSize size, ReadOnlySpan<double> outline)
    {
        RunLengthMask.CheckSize(size);
        int corners = outline.Length / 2;
        BoundaryWalk walk = new(size);
        for (int i = 0; i < corners; i++)
        {
            int next = (i + 1) % corners;
            walk.Edge(OnGrid(outline[2 * i]), OnGrid(outline[(2 * i) + 1]), OnGrid(outline[2 * next]), OnGrid(outline[(2 * next) + 1]));
        }

        return RunLengthMask.FromTrustedCounts(size, Runs(walk.Crossings, (int)size.PixelCount));
    }

    /// <summary>The mask of a box, as the COCO tools make it: the box's corners as a polygon.</summary>
    /// <param name="size">As for <see cref="Rasterise"/>.</param>
    /// <param name="box">Left, top, width, height, in pixels.</param>
    /// <inheritdoc cref="Rasterise" path="/exception"/>
    public static RunLengthMask RasteriseBox(ImageSize size, ReadOnlySpan<double> box)
    {
        (double left, double top) = (box[0], box[1]);
        (double right, double bottom) = (left + box[2], top + box[3]);
        return Rasterise(size, [left, top, left, bottom, right, bottom, right, top]);
    }

    private static int OnGrid(double pixels) => Math.Abs(pixels) <= MaxCoordinate
        ? (int)((StepsPerPixel * pixels) + 0.5)
        : throw new FormatException(
            $"a polygon has the coordinate {pixels}; expected at most {MaxCoordinate} to either side; the polygon is damaged.");

    /// <summary>Lengths between the places where the mask changes; two changes at one place are none.</summary>
    private static int[] Runs(List<int> crossings, int pixels)
    {
        crossings.Sort();
        crossings.Add(pixels);
        List<int> counts = [crossings[0]];
        for (int i = 1; i < crossings.Count; i++)
        {
            int length = crossings[i] - crossings[i - 1];
            if (length > 0)
            {
                counts.Add(length);
            }
            else if (++i < crossings.Count)
            {
                counts[^1] += crossings[i] - crossings[i - 1];
            }
        }

        return [.. counts];
    }
}
