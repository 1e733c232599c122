using Referent.Data.World.Packs;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Language;

/// <summary>
/// Captions as found beside pictures on the web: they name classes, often colours, counts, now and then one relation; a place in the picture
/// in one caption of thirty.
/// </summary>
internal static class CaptionWriter
{
    /// <summary>Share of captions that may tell a place. Chosen: below the one in twenty that the world's contract allows.</summary>
    private const double PlaceShare = 0.035;

    private static readonly string[] Prefixes =
        ["a photo of ", "a picture of ", "an image of ", "photo of ", "picture of ", "a photograph of ", "image of ", "a close up of "];

    private static readonly string[] Numbers = ["one", "two", "three", "four", "five", "six"];

    /// <param name="groups">What the picture shows, at least one group.</param>
    /// <param name="random">The stream for this caption.</param>
    /// <returns>Lower case, without punctuation but commas.</returns>
    public static string Write(IReadOnlyList<CaptionGroup> groups, WorldRandom random)
    {
        List<CaptionGroup> told = [.. groups];
        random.Shuffle(told);
        if (told.Count > 2 && random.Chance(0.3))
        {
            told.RemoveRange(2, told.Count - 2);
        }

        string text = random.Chance(PlaceShare) ? WithPlace(told, random)
            : told.Count == 2 && random.Chance(0.6) && RelationOf(told[0], told[1], random) is { } relation
                ? $"{Phrase(told[0], random)} {relation} {Phrase(told[1], random)}"
                : Listed([.. told.Select(group => Phrase(group, random))], random);
        return random.Chance(0.45) ? random.Pick(Prefixes) + text : text;
    }

    private static string Listed(string[] phrases, WorldRandom random)
    {
        if (phrases.Length == 1)
        {
            return phrases[0];
        }

        string last = phrases.Length == 2 && random.Chance(0.25) ? " with " : " and ";
        return random.Chance(0.15) ? string.Join(", ", phrases) : string.Join(", ", phrases[..^1]) + last + phrases[^1];
    }

    /// <summary>"two red apples", "a small dog", "some bread".</summary>
    private static string Phrase(CaptionGroup group, WorldRandom random)
    {
        Noun noun = NounOf(group.Class, random);
        string adjectives = SizeOf(group, random) + (group.ColourWord is { } colour && random.Chance(0.65) ? colour + " " : "");
        if (group.Count > 1)
        {
            string count = random.Chance(0.8) ? Numbers[group.Count - 1] : random.Chance(0.5) ? $"{group.Count}" : "some";
            return noun.Number switch
            {
                GrammaticalNumber.Count => $"{count} {adjectives}{Plurals.Of(noun.Text)}",
                GrammaticalNumber.Mass => $"some {adjectives}{noun.Text}",
                _ => $"{count} {adjectives}{noun.Text}",
            };
        }

        string phrase = adjectives + noun.Text;
        if (random.Chance(0.25))
        {
            return phrase;
        }

        return noun.Number == GrammaticalNumber.Count ? $"{Noun.ArticleBefore(phrase)} {phrase}" : random.Chance(0.5) ? $"some {phrase}" : phrase;
    }

    private static Noun NounOf(SpriteClass entry, WorldRandom random)
    {
        Noun[] synonyms = [.. Noun.SynonymsOf(entry)];
        Noun[] broader = [.. Noun.BroaderOf(entry)];
        return random.NextDouble() switch
        {
            < 0.22 when synonyms.Length > 0 => random.Pick(synonyms),
            > 0.9 when broader.Length > 0 => random.Pick(broader),
            _ => Noun.NameOf(entry),
        };
    }

    private static string SizeOf(CaptionGroup group, WorldRandom random)
    {
        double size = group.First.LongSide / group.Picture.Coverage.Size.Width;
        bool alone = group.Count == 1 && random.Chance(0.2);
        return alone && size > 0.65 ? random.Chance(0.5) ? "big " : "large " : alone && size < 0.25 ? random.Chance(0.5) ? "small " : "little " : "";
    }

    /// <summary>A relation that is true of two single objects and is no place in the picture; null where none is clear.</summary>
    private static string? RelationOf(CaptionGroup a, CaptionGroup b, WorldRandom random)
    {
        if (a.Count > 1 || b.Count > 1)
        {
            return null;
        }

        ImageSize canvas = a.Picture.Coverage.Size;
        if (a.Picture.Coverage.HiddenFraction(a.Members[0], b.Members[0]) > 0.1)
        {
            return "behind";
        }

        if (a.Picture.Coverage.HiddenFraction(b.Members[0], a.Members[0]) > 0.1)
        {
            return "in front of";
        }

        double dx = Math.Abs(b.First.CentreX - a.First.CentreX) / canvas.Width;
        double dy = (b.First.CentreY - a.First.CentreY) / canvas.Height;
        return dy > 0.25 && dx < 0.15 ? "above"
            : dy < -0.25 && dx < 0.15 ? random.Chance(0.5) ? "below" : "under"
            : dx < 0.5 && Math.Abs(dy) < 0.15 ? random.Chance(0.6) ? "next to" : "beside"
            : null;
    }

    /// <summary>"a dog on the left and a cat on the right"; only for clear places of single objects.</summary>
    private static string WithPlace(List<CaptionGroup> groups, WorldRandom random) =>
        Listed([.. groups.Take(2).Select(group => Phrase(group, random) + (group.Count == 1 ? PlaceOf(group, random) : ""))], random);

    private static string PlaceOf(CaptionGroup group, WorldRandom random)
    {
        ImageSize canvas = group.Picture.Coverage.Size;
        double x = group.First.CentreX / canvas.Width;
        double y = group.First.CentreY / canvas.Height;
        string horizontal = x < 0.35 ? "left" : x > 0.65 ? "right" : "";
        string vertical = y < 0.35 ? "top" : y > 0.65 ? "bottom" : "";
        return (vertical, horizontal) switch
        {
            ("", "") => Math.Abs(x - 0.5) < 0.1 && Math.Abs(y - 0.5) < 0.1 ? random.Chance(0.5) ? " in the middle" : " in the center" : "",
            ("", _) => $" on the {horizontal}",
            (_, "") => $" at the {vertical}",
            _ => $" in the {vertical} {horizontal}{(random.Chance(0.5) ? " corner" : "")}",
        };
    }
}
