namespace Referent.Data.World.Language;

/// <summary>What words for places mean. Coordinates are shares of the picture's side, of the centre of the visible box.</summary>
/// <remarks>Chosen: limits with gaps between yes and no, wide enough that a reader of the contact sheets never hesitates.</remarks>
internal static class Places
{
    /// <summary>A gap between two objects by which one is clearly further in a direction.</summary>
    private const double ClearlyFurther = 0.12;

    /// <summary>Gap between neighbours in a row that people count.</summary>
    private const double ClearRow = 0.07;

    /// <summary>How far towards the other side the outermost of several may be and still be called by its side.</summary>
    private const double StillOnSide = 0.6;

    public static bool IsChoosing(Place place) => place.Kind is PlaceKind.Extreme or PlaceKind.Middle or PlaceKind.Ordinal;

    /// <summary>Whether an object lies in a part of the picture.</summary>
    public static bool? InRegion(SceneObject entry, Place place)
    {
        (double yes, double no) = place.Kind == PlaceKind.Corner ? (0.32, 0.5) : (0.39, 0.5);
        bool? horizontal = place.Horizontal == Side.None ? true : Truth.From(-Along(entry, place.Horizontal), -yes, -no);
        bool? vertical = place.Vertical == Side.None ? true : Truth.From(-Along(entry, place.Vertical), -yes, -no);
        return Truth.And(horizontal, vertical);
    }

    /// <summary>Which of the candidates a place chooses.</summary>
    /// <returns>One value per candidate: one true and the rest false, or null for those it may be.</returns>
    public static bool?[] Choose(IReadOnlyList<SceneObject> candidates, Place place) => place.Kind switch
    {
        PlaceKind.Middle => Middle(candidates),
        PlaceKind.Ordinal => Ranked(candidates, place.Horizontal, place.Rank),
        _ => Extreme(candidates, place.Horizontal == Side.None ? place.Vertical : place.Horizontal),
    };

    private static bool?[] Extreme(IReadOnlyList<SceneObject> candidates, Side side)
    {
        if (candidates.Count == 1)
        {
            return [Truth.From(-Along(candidates[0], side), -0.45, -0.52)];
        }

        SceneObject[] row = [.. candidates.OrderBy(entry => Along(entry, side))];
        bool clear = Along(row[1], side) - Along(row[0], side) >= ClearlyFurther && Along(row[0], side) <= StillOnSide;
        return [.. candidates.Select(entry => clear ? entry == row[0] : (bool?)null)];
    }

    private static bool?[] Ranked(IReadOnlyList<SceneObject> candidates, Side side, int rank)
    {
        SceneObject[] row = [.. candidates.OrderBy(entry => Along(entry, side))];
        bool clear = row.Length > rank && Enumerable.Range(1, row.Length - 1).All(i => Along(row[i], side) - Along(row[i - 1], side) >= ClearRow);
        return [.. candidates.Select(entry => clear ? entry == row[rank - 1] : (bool?)null)];
    }

    private static bool?[] Middle(IReadOnlyList<SceneObject> candidates)
    {
        bool?[] central = [.. candidates.Select(IsCentral)];
        if (candidates.Count != 3)
        {
            return central;
        }

        bool?[] second = Ranked(candidates, Side.Left, 2);
        int middle = Array.IndexOf(second, true);
        bool agree = middle >= 0 && Enumerable.Range(0, 3).All(i => i == middle || central[i] == false);
        return agree ? second : [.. central.Select(_ => (bool?)null)];
    }

    private static bool? IsCentral(SceneObject entry)
    {
        double dx = Math.Abs(entry.CentreX - 0.5);
        double dy = Math.Abs(entry.CentreY - 0.5);
        return Truth.And(Truth.From(-dx, -0.12, -0.24), Truth.From(-dy, -0.16, -0.3));
    }

    /// <summary>Distance from the named side: 0 at it, 1 at the opposite one.</summary>
    private static double Along(SceneObject entry, Side side) => side switch
    {
        Side.Left => entry.CentreX,
        Side.Right => 1 - entry.CentreX,
        Side.Top => entry.CentreY,
        _ => 1 - entry.CentreY,
    };
}
