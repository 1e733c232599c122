namespace Referent.Imaging.Masks;

/// <summary>Finds the closed outlines of a mask: those around its parts, and those around holes.</summary>
internal sealed class RingScan
{
    private readonly BinaryMask _mask;
    private readonly bool[] _seen;
    private readonly List<RingWalk> _parts = [];
    private readonly Dictionary<(int X, int Y), RingWalk> _holeBelow = [];

    public RingScan(BinaryMask mask)
    {
        _mask = mask;
        _seen = new bool[mask.Pixels.Length];
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[y, x] && !_seen[(y * mask.Width) + x] && !RingWalk.IsInside(mask, x, y - 1))
                {
                    Follow(x, y);
                }
            }
        }
    }

    /// <summary>Starts of the outlines of parts, each at the left end of a topmost edge.</summary>
    public IReadOnlyList<RingWalk> Parts => _parts;

    /// <summary>By the left end of an upper edge of the mask: the hole that lies straight below, with only mask between, if it hangs there.</summary>
    public IReadOnlyDictionary<(int X, int Y), RingWalk> HoleBelow => _holeBelow;

    /// <summary>Follows one outline from an upper edge that nobody has seen, and notes all its upper edges as seen.</summary>
    private void Follow(int x, int y)
    {
        RingWalk? top = null;
        long area = 0;
        RingWalk at = new(x + 1, y, Heading.East);
        do
        {
            at = at.Step(_mask);
            if (at.Heading == Heading.East)
            {
                _seen[(at.Y * _mask.Width) + at.X - 1] = true;
                area -= at.Y;
            }
            else if (at.Heading == Heading.West)
            {
                area += at.Y;
                top = top is { } known && known.Y <= at.Y ? known : new RingWalk(at.X, at.Y, Heading.West);
            }
        }
        while (!at.IsBack);

        // Clockwise around a part, whose first edge in reading order is come to from below; counter-clockwise around a hole.
        if (area > 0)
        {
            _parts.Add(new RingWalk(x, y, Heading.North));
        }
        else
        {
            Hang(top!.Value);
        }
    }

    /// <summary>Climbs from the highest edge of a hole through the mask to the next edge, which belongs to an outline that reaches higher.</summary>
    private void Hang(RingWalk hole)
    {
        int y = hole.Y - 1;
        while (RingWalk.IsInside(_mask, hole.X, y - 1))
        {
            y--;
        }

        _holeBelow.Add((hole.X, y), hole);
    }
}
