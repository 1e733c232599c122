using Referent.Data.World.Packs;

namespace Referent.Data.World.Language;

/// <summary>A noun with how it counts.</summary>
/// <param name="Text">Lower case, one to three words.</param>
/// <param name="Number">"apple" counts, "food" is a mass noun, "scissors" is plural in form.</param>
internal sealed record Noun(string Text, GrammaticalNumber Number)
{
    /// <summary>Words without a plural among the broader nouns and their like.</summary>
    private static readonly HashSet<string> MassNouns = ["food", "luggage", "meat", "earth"];

    /// <summary>Words that only sound as if they began with a vowel, or do not although they do in writing.</summary>
    private static readonly string[] ConsonantSounds = ["uni", "ufo", "eu", "one"];

    /// <summary>"a" or "an", by sound; "some" before mass and plural nouns.</summary>
    /// <param name="first">The word that follows the article: the noun's first word or an adjective.</param>
    public static string ArticleBefore(string first) =>
        "aeiou".Contains(first[0]) && !ConsonantSounds.Any(start => first.StartsWith(start, StringComparison.Ordinal)) ? "an" : "a";

    public static Noun NameOf(SpriteClass entry) => new(entry.Name, entry.Number);

    public static IEnumerable<Noun> SynonymsOf(SpriteClass entry) => entry.Synonyms.Select(text => new Noun(text, NumberOf(text, entry.Number)));

    public static IEnumerable<Noun> BroaderOf(SpriteClass entry) =>
        entry.Broader.Select(text => new Noun(text, NumberOf(text, GrammaticalNumber.Count)));

    private static GrammaticalNumber NumberOf(string text, GrammaticalNumber ofName)
    {
        if (MassNouns.Contains(text))
        {
            return GrammaticalNumber.Mass;
        }

        bool countsByItself = text.Contains(" of ", StringComparison.Ordinal) || ofName == GrammaticalNumber.Mass;
        return countsByItself ? GrammaticalNumber.Count : ofName;
    }
}
