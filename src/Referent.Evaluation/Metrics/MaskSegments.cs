using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Metrics;

/// <summary>A vertical stretch of equal pixels within one column.</summary>
/// <param name="X">The column.</param>
/// <param name="Top">First row.</param>
/// <param name="Bottom">Row after the last.</param>
/// <param name="Inside">Whether the pixels belong to the mask.</param>
internal readonly record struct MaskSegment(int X, int Top, int Bottom, bool Inside);

/// <summary>A mask cut into columns: run lengths go down the columns already, so this takes time by runs and not by pixels.</summary>
internal sealed class MaskSegments
{
    private readonly List<MaskSegment> _segments = [];
    private readonly int[] _columns;

    public MaskSegments(RunLengthMask mask)
    {
        Size = mask.Size;
        _columns = new int[Size.Width + 1];
        int x = 0;
        int y = 0;
        bool inside = false;
        foreach (int count in mask.Counts)
        {
            for (int left = count; left > 0;)
            {
                int length = Math.Min(left, Size.Height - y);
                Add(new MaskSegment(x, y, y + length, inside));
                left -= length;
                y += length;
                if (y == Size.Height)
                {
                    y = 0;
                    _columns[++x] = _segments.Count;
                }
            }

            inside = !inside;
        }
    }

    public ImageSize Size { get; }

    public int Count => _segments.Count;

    public MaskSegment this[int index] => _segments[index];

    /// <summary>The indices of a column's segments, from top to bottom.</summary>
    public Range Column(int x) => _columns[x].._columns[x + 1];

    /// <summary>The index of the segment that holds a pixel.</summary>
    public int IndexOf(int x, int y)
    {
        int index = _columns[x];
        while (_segments[index].Bottom <= y)
        {
            index++;
        }

        return index;
    }

    /// <summary>How many of a rectangle's pixels belong to the mask.</summary>
    public long CountIn(PixelRectangle rectangle)
    {
        long count = 0;
        for (int i = _columns[rectangle.X]; i < _columns[rectangle.X + rectangle.Width]; i++)
        {
            MaskSegment segment = _segments[i];
            int overlap = Math.Min(segment.Bottom, rectangle.Y + rectangle.Height) - Math.Max(segment.Top, rectangle.Y);
            count += segment.Inside ? Math.Max(0, overlap) : 0;
        }

        return count;
    }

    /// <summary>An empty run in the middle of the counts would leave two equal neighbours; they become one.</summary>
    private void Add(MaskSegment segment)
    {
        if (segment.Top > 0 && _segments[^1].Inside == segment.Inside)
        {
            _segments[^1] = _segments[^1] with { Bottom = segment.Bottom };
        }
        else
        {
            _segments.Add(segment);
        }
    }
}
