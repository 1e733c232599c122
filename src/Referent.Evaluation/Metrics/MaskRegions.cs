namespace Referent.Evaluation.Metrics;

/// <summary>A connected part of a mask (over corners too) or a hole in it (over edges only).</summary>
internal sealed class MaskRegion(int label, MaskSegment first)
{
    public int Label { get; } = label;

    public bool Inside { get; } = first.Inside;

    public int Left { get; private set; } = first.X;

    public int Right { get; private set; } = first.X + 1;

    public int Top { get; private set; } = first.Top;

    public int Bottom { get; private set; } = first.Bottom;

    /// <summary>The pixel that a row-by-row scan meets first.</summary>
    public int FirstX { get; private set; } = first.X;

    public int FirstY => Top;

    /// <summary>The label of the region around this one.</summary>
    public int Parent { get; set; }

    /// <summary>The rectangle around the region's contour.</summary>
    public PixelRectangle Contour => Inside
        ? new(Left, Top, Right - Left, Bottom - Top)
        : new(Left - 1, Top - 1, Right - Left + 2, Bottom - Top + 2);

    /// <summary>Takes in a further segment; segments come by ascending column.</summary>
    public void Add(MaskSegment segment)
    {
        Right = segment.X + 1;
        Bottom = Math.Max(Bottom, segment.Bottom);
        if (segment.Top < Top)
        {
            Top = segment.Top;
            FirstX = segment.X;
        }
    }
}

/// <summary>Labels a mask's connected parts and holes by joining the column segments that touch.</summary>
internal sealed class MaskRegions
{
    /// <summary>Label of the background that reaches the picture's edge.</summary>
    public const int Outside = -1;

    private readonly MaskSegments _segments;

    /// <summary>Union-find over segments; the extra last element is the outside.</summary>
    private readonly int[] _parents;

    public MaskRegions(MaskSegments segments)
    {
        _segments = segments;
        _parents = [.. Enumerable.Range(0, segments.Count + 1)];
        JoinEdges();
        for (int x = 1; x < segments.Size.Width; x++)
        {
            JoinColumns(x);
        }

        All = Collect();
    }

    /// <summary>Every connected part and every hole.</summary>
    public IReadOnlyCollection<MaskRegion> All { get; }

    private void JoinEdges()
    {
        for (int i = 0; i < _segments.Count; i++)
        {
            MaskSegment segment = _segments[i];
            bool atEdge = segment.Top == 0 || segment.Bottom == _segments.Size.Height || segment.X == 0 || segment.X == _segments.Size.Width - 1;
            if (atEdge && !segment.Inside)
            {
                Join(i, _segments.Count);
            }
        }
    }

    /// <summary>Both columns are covered without gaps, so walking their ends in step meets every pair that touches.</summary>
    private void JoinColumns(int x)
    {
        (int a, int endA) = (_segments.Column(x - 1).Start.Value, _segments.Column(x - 1).End.Value);
        (int b, int endB) = (_segments.Column(x).Start.Value, _segments.Column(x).End.Value);
        while (a < endA && b < endB)
        {
            MaskSegment left = _segments[a];
            MaskSegment right = _segments[b];
            if (left.Inside == right.Inside)
            {
                Join(a, b);
            }

            // Where both change at the same row with opposite values, the mask's pixels touch over the corner.
            bool together = left.Bottom == right.Bottom && left.Bottom < _segments.Size.Height;
            if (together && left.Inside != right.Inside)
            {
                Join(left.Inside ? a : a + 1, left.Inside ? b + 1 : b);
            }

            a += left.Bottom <= right.Bottom ? 1 : 0;
            b += right.Bottom <= left.Bottom ? 1 : 0;
        }
    }

    private Dictionary<int, MaskRegion>.ValueCollection Collect()
    {
        int outside = Find(_segments.Count);
        Dictionary<int, MaskRegion> regions = [];
        for (int i = 0; i < _segments.Count; i++)
        {
            int root = Find(i);
            if (root == outside)
            {
                continue;
            }

            if (regions.TryGetValue(root, out MaskRegion? region))
            {
                region.Add(_segments[i]);
            }
            else
            {
                regions.Add(root, new MaskRegion(root, _segments[i]));
            }
        }

        foreach (MaskRegion region in regions.Values)
        {
            // Left of the pixel met first lies the region around it.
            int around = region.FirstX == 0 ? outside : Find(_segments.IndexOf(region.FirstX - 1, region.FirstY));
            region.Parent = around == outside ? Outside : around;
        }

        return regions.Values;
    }

    private int Find(int index)
    {
        while (_parents[index] != index)
        {
            _parents[index] = _parents[_parents[index]];
            index = _parents[index];
        }

        return index;
    }

    private void Join(int a, int b) => _parents[Find(a)] = Find(b);
}
