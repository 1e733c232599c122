namespace Referent.Models.IrNet;

/// <summary>A pair of places by where the second lies from the first, and the places that a straight way between them crosses.</summary>
/// <param name="Down">Rows from the first to the second, 0 or more.</param>
/// <param name="Right">Columns from the first to the second.</param>
/// <param name="Path">Every place of the way as (down, right) from the first, both ends included.</param>
public sealed record PathDirection(int Down, int Right, IReadOnlyList<(int Down, int Right)> Path)
{
    /// <summary>
    /// Every direction to a place less than <paramref name="radius"/> away, each pair of opposite ones once. Source: IRNet, misc/indexing.py,
    /// PathIndex. Differs: none.
    /// </summary>
    /// <param name="radius">In places, at least 2.</param>
    public static IReadOnlyList<PathDirection> Within(int radius)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(radius, 2);
        List<PathDirection> directions = [];
        for (int down = 0; down < radius; down++)
        {
            for (int right = down == 0 ? 1 : 1 - radius; right < radius; right++)
            {
                if ((down * down) + (right * right) < radius * radius)
                {
                    directions.Add(new PathDirection(down, right, PathTo(down, right)));
                }
            }
        }

        return directions;
    }

    /// <summary>The places of the bounding box that are less than 1 from the line.</summary>
    private static List<(int Down, int Right)> PathTo(int down, int right)
    {
        List<(int Down, int Right)> path = [];
        int squaredLength = (down * down) + (right * right);
        for (int y = 0; y <= down; y++)
        {
            for (int x = Math.Min(0, right); x <= Math.Max(0, right); x++)
            {
                int cross = (down * x) - (right * y);
                if (cross * cross < squaredLength)
                {
                    path.Add((y, x));
                }
            }
        }

        return path;
    }
}
