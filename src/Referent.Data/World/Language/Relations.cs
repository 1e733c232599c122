namespace Referent.Data.World.Language;

/// <summary>What words for relations between objects mean. Lengths are shares of the picture's side.</summary>
/// <remarks>Chosen: as for <see cref="Places"/>, with gaps between yes and no.</remarks>
internal static class Relations
{
    public static bool? Holds(Scene scene, RelationKind kind, SceneObject entry, SceneObject anchor) => kind switch
    {
        RelationKind.LeftOf => Beyond(anchor.CentreX - entry.CentreX, anchor.CentreY - entry.CentreY),
        RelationKind.RightOf => Beyond(entry.CentreX - anchor.CentreX, anchor.CentreY - entry.CentreY),
        RelationKind.Above => Beyond(anchor.CentreY - entry.CentreY, anchor.CentreX - entry.CentreX),
        RelationKind.Below => Beyond(entry.CentreY - anchor.CentreY, anchor.CentreX - entry.CentreX),
        RelationKind.NextTo => Truth.From(-entry.GapTo(anchor), -0.07, -0.2),
        RelationKind.Behind => Truth.From(scene.HiddenFraction(entry, anchor), 0.07, 0),
        RelationKind.InFrontOf => Truth.From(scene.HiddenFraction(anchor, entry), 0.07, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Between takes two anchors."),
    };

    /// <summary>Whether an object lies between two others.</summary>
    public static bool? Between(SceneObject entry, SceneObject a, SceneObject b)
    {
        double dx = b.CentreX - a.CentreX;
        double dy = b.CentreY - a.CentreY;
        double length = Math.Sqrt((dx * dx) + (dy * dy));
        if (length < 0.3)
        {
            return null;
        }

        double along = (((entry.CentreX - a.CentreX) * dx) + ((entry.CentreY - a.CentreY) * dy)) / (length * length);
        double aside = Math.Abs(((entry.CentreX - a.CentreX) * dy) - ((entry.CentreY - a.CentreY) * dx)) / length;
        bool? inside = along is > 0.2 and < 0.8 ? true : along is < 0.02 or > 0.98 ? false : null;
        return Truth.And(inside, Truth.From(-aside, -0.12, -0.3));
    }

    /// <summary>Clearly further along one axis, and more so than off to the side.</summary>
    private static bool? Beyond(double along, double aside) =>
        along >= 0.1 && Math.Abs(aside) <= 0.9 * along ? true : along <= 0.02 ? false : null;
}
