namespace Referent.Imaging.Masks;

/// <summary>Where a step along the edges of pixels leads, clockwise.</summary>
internal enum Heading
{
    East,
    South,
    West,
    North,
}

/// <summary>A place on the outline of a mask, which lies to the right of the way.</summary>
/// <param name="X">Corner between pixels, from 0 to the width.</param>
/// <param name="Y">Corner between pixels, from 0 to the height.</param>
/// <param name="Heading">Of the step that led here.</param>
internal readonly record struct RingWalk(int X, int Y, Heading Heading)
{
    private (int X, int Y, Heading Heading) Start { get; init; } = (X, Y, Heading);

    private bool Moved { get; init; }

    /// <summary>Whether the ring is closed: every step of it is passed once, while corners can be passed twice.</summary>
    public bool IsBack => Moved && (X, Y, Heading) == Start;

    /// <summary>
    /// The next corner. Pixels that touch at this corner only are not connected: the way turns right before it goes straight on or left.
    /// </summary>
    public RingWalk Step(BinaryMask mask)
    {
        ((int X, int Y) right, (int X, int Y) left) = Heading switch
        {
            Heading.East => ((X, Y), (X, Y - 1)),
            Heading.South => ((X - 1, Y), (X, Y)),
            Heading.West => ((X - 1, Y - 1), (X - 1, Y)),
            _ => ((X, Y - 1), (X - 1, Y - 1)),
        };
        int turn = !IsInside(mask, right.X, right.Y) ? 1 : IsInside(mask, left.X, left.Y) ? 3 : 0;
        Heading heading = (Heading)(((int)Heading + turn) % 4);
        (int x, int y) = heading switch
        {
            Heading.East => (X + 1, Y),
            Heading.South => (X, Y + 1),
            Heading.West => (X - 1, Y),
            _ => (X, Y - 1),
        };
        return this with { X = x, Y = y, Heading = heading, Moved = true };
    }

    public static bool IsInside(BinaryMask mask, int x, int y) => x >= 0 && y >= 0 && x < mask.Width && y < mask.Height && mask[y, x];
}
