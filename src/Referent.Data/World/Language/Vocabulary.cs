using Referent.Data.World.Colours;

namespace Referent.Data.World.Language;

/// <summary>All words that sentences about a pack can consist of.</summary>
internal static class Vocabulary
{
    private const string Function =
        "the a an one of on in at to that which is are and other two three between from by near close beside next behind front "
        + "partly partially hidden covered covering hiding higher lower than above below under underneath side left right top bottom "
        + "upper leftmost rightmost topmost bottommost far furthest highest lowest middle center corner very second third 2nd 3rd "
        + "big bigger biggest large larger largest small smaller smallest little tiny colored grey";

    public static IReadOnlySet<string> Of(Lexicon lexicon)
    {
        HashSet<string> words = [.. Function.Split(' '), .. lexicon.Words, .. Enum.GetNames<ColourName>().Select(name => name.ToLowerInvariant())];
        words.UnionWith(lexicon.Nouns.SelectMany(noun => Plurals.Of(noun).Split(' ')));
        return words;
    }
}
