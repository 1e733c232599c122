using Referent.Imaging.Geometry;

namespace Referent.Imaging.Masks;

/// <summary>Walks the edges of a polygon step by step and notes where it crosses the middles of pixel columns.</summary>
/// <remarks>
/// Source: cocoapi, common/maskApi.c, rleFrPoly; every rounding is its own, including the cut towards zero left and above of the picture.
/// An edge is computed from the same end in both directions, so that there and back cancel out.
/// </remarks>
internal struct BoundaryWalk(ImageSize size)
{
    private const double Scale = PolygonRasteriser.StepsPerPixel;
    private bool _started;
    private int _u;
    private int _v;

    /// <summary>Pixel indices in column order from which on the mask changes; <c>height * width</c> at most.</summary>
    public List<int> Crossings { get; } = [];

    /// <summary>Walks from one corner to the next, both in steps of the walk.</summary>
    public void Edge(int fromX, int fromY, int toX, int toY)
    {
        int width = Math.Abs(toX - fromX);
        int height = Math.Abs(fromY - toY);
        bool lies = width >= height;
        bool flip = lies ? fromX > toX : fromY > toY;
        if (flip)
        {
            (fromX, toX) = (toX, fromX);
            (fromY, toY) = (toY, fromY);
        }

        int steps = lies ? width : height;
        double slope = lies ? (double)(toY - fromY) / width : (double)(toX - fromX) / height; // Not a number for a point, whose y is never used.
        for (int i = 0; i <= steps; i++)
        {
            int t = flip ? steps - i : i;
            if (lies)
            {
                Visit(fromX + t, (int)(fromY + (slope * t) + 0.5));
            }
            else
            {
                Visit((int)(fromX + (slope * t) + 0.5), fromY + t);
            }
        }
    }

    private void Visit(int u, int v)
    {
        if (_started && u != _u)
        {
            Cross(Math.Min(u, _u), Math.Min(v, _v));
        }

        (_started, _u, _v) = (true, u, v);
    }

    /// <summary>A step from a column of the walk to its neighbour: a crossing if the middle of a column of pixels lies between.</summary>
    private readonly void Cross(int u, int v)
    {
        double x = ((u + 0.5) / Scale) - 0.5;
        if (Math.Floor(x) != x || x < 0 || x > size.Width - 1)
        {
            return;
        }

        double y = Math.Ceiling(Math.Clamp(((v + 0.5) / Scale) - 0.5, 0, size.Height));
        Crossings.Add(((int)x * size.Height) + (int)y);
    }
}
