namespace Referent.Data.World.Language;

internal enum PlaceKind
{
    /// <summary>"leftmost dog": the one furthest in a direction.</summary>
    Extreme,

    /// <summary>"dog on the left", "top left dog": in a part of the picture.</summary>
    Region,

    /// <summary>"dog in the top left corner".</summary>
    Corner,

    /// <summary>"middle dog": the middle one of three in a row, else near the centre.</summary>
    Middle,

    /// <summary>"second dog from the left".</summary>
    Ordinal,
}

internal enum Side
{
    None,
    Left,
    Right,
    Top,
    Bottom,
}

/// <summary>A place in the picture.</summary>
/// <param name="Kind">How the words choose.</param>
/// <param name="Horizontal">Left, right or none.</param>
/// <param name="Vertical">Top, bottom or none.</param>
/// <param name="Rank">For ordinals: 2 or 3, counted from the side.</param>
internal sealed record Place(PlaceKind Kind, Side Horizontal = Side.None, Side Vertical = Side.None, int Rank = 0);
