using Referent.Data.World.Colours;
using Referent.Data.World.Composition;
using Referent.Data.World.Packs;

namespace Referent.Data.World.Language;

/// <summary>All objects of one class in a picture, as a caption speaks of them.</summary>
/// <param name="Class">Their class.</param>
/// <param name="Members">Their positions in the picture's list of placements.</param>
/// <param name="Colour">The colour word that is true of all of them, if any.</param>
/// <param name="Picture">Where they are.</param>
internal sealed record CaptionGroup(SpriteClass Class, IReadOnlyList<int> Members, ColourName? Colour, Picture Picture)
{
    public int Count => Members.Count;

    /// <summary>The colour word to use; people get none, since a word would speak of their skin.</summary>
    public string? ColourWord => Class.Kind == SpriteKind.Person ? null : Colour?.ToString().ToLowerInvariant();

    /// <summary>The first member's placement.</summary>
    public Placement First => Picture.Placements[Members[0]];

    /// <summary>The groups of a picture, in the order of their first members.</summary>
    public static List<CaptionGroup> Of(Picture picture)
    {
        List<CaptionGroup> groups = [];
        foreach (IGrouping<SpriteClass, int> members in Enumerable.Range(0, picture.Placements.Count).GroupBy(i => picture.Placements[i].Class))
        {
            ColourName?[] colours = [.. members.Select(i => picture.Placements[i].Variant.Colours.Name).Distinct()];
            groups.Add(new CaptionGroup(members.Key, [.. members], colours.Length == 1 ? colours[0] : null, picture));
        }

        return groups;
    }
}
