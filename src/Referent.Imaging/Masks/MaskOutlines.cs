namespace Referent.Imaging.Masks;

/// <summary>
/// Outlines of masks along the edges of their pixels, as COCO writes polygons; filled again by <see cref="PolygonRasteriser"/> they give the
/// same mask. A hole belongs to the outline around it: a way straight down to the hole, round it, and back up.
/// </summary>
/// <remarks>
/// Parts that touch at a corner only are outlines of their own. The way to a hole runs through the mask and is passed in both directions, so
/// that every reader that fills even-odd or by winding sees no trace of it.
/// </remarks>
public static class MaskOutlines
{
    /// <summary>Everything in the mask.</summary>
    /// <returns>
    /// One outline a part, in the order of their topmost pixels: x0, y0, x1, y1, ..., at least four points; none for an empty mask.
    /// </returns>
    public static IReadOnlyList<double[]> Trace(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        RingScan scan = new(mask);
        return [.. scan.Parts.Select(start => Follow(mask, start, scan.HoleBelow))];
    }

    /// <summary>One outline for all parts, for formats that have one per object: straight ways lead from part to part and back.</summary>
    /// <returns>As <see cref="Trace"/>; empty for an empty mask.</returns>
    public static double[] TraceJoined(BinaryMask mask)
    {
        IReadOnlyList<double[]> parts = Trace(mask);
        if (parts.Count == 1)
        {
            return parts[0];
        }

        // Round every part to its first point again, then back over the first points; the last of these ways closes the outline.
        IEnumerable<double[]> there = parts.SelectMany(part => new[] { part, part[..2] });
        IEnumerable<double[]> back = parts.Skip(1).SkipLast(1).Reverse().Select(part => part[..2]);
        return [.. there.Concat(back).SelectMany(numbers => numbers)];
    }

    /// <summary>Follows the outline of a part, with all holes that hang below its edges or below those of other holes.</summary>
    private static double[] Follow(BinaryMask mask, RingWalk start, IReadOnlyDictionary<(int X, int Y), RingWalk> holeBelow)
    {
        List<double> points = [start.X, start.Y];
        Stack<(RingWalk Walk, (int X, int Y) From)> open = new([(start, (start.X, start.Y))]);
        while (open.TryPop(out (RingWalk Walk, (int X, int Y) From) top))
        {
            (RingWalk at, (int X, int Y) from) = top;
            if (at.IsBack)
            {
                Add(at.X, at.Y);
                Add(from.X, from.Y);
                continue;
            }

            RingWalk next = at.Step(mask);
            open.Push((next, from));
            bool descends = holeBelow.TryGetValue((at.X, at.Y), out RingWalk hole) && next.Heading == Heading.East;
            if (next.Heading != at.Heading || descends)
            {
                Add(at.X, at.Y);
            }

            if (descends)
            {
                Add(hole.X, hole.Y);
                open.Push((hole, (at.X, at.Y)));
            }
        }

        // The last point is the first again; an outline closes by itself.
        points.RemoveRange(points.Count - 2, 2);
        return [.. points];

        void Add(int x, int y)
        {
            if (points[^2] != x || points[^1] != y)
            {
                points.AddRange([x, y]);
            }
        }
    }
}
