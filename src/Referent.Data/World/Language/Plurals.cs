namespace Referent.Data.World.Language;

/// <summary>English plurals of the nouns that packs have.</summary>
internal static class Plurals
{
    private static readonly Dictionary<string, string> Irregular = new()
    {
        ["mouse"] = "mice",
        ["sheep"] = "sheep",
        ["deer"] = "deer",
        ["fish"] = "fish",
        ["pufferfish"] = "pufferfish",
        ["buffalo"] = "buffalo",
        ["octopus"] = "octopuses",
        ["dice"] = "dice",
        ["die"] = "dice",
        ["hero"] = "heroes",
        ["superhero"] = "superheroes",
        ["tomato"] = "tomatoes",
        ["leaf"] = "leaves",
        ["loaf"] = "loaves",
        ["person"] = "people",
        ["child"] = "children",
        ["cactus"] = "cacti",
    };

    /// <summary>The plural of a noun; in "cup of coffee" the head is what changes, in "police car" the last word.</summary>
    public static string Of(string noun)
    {
        int of = noun.IndexOf(" of ", StringComparison.Ordinal);
        if (of > 0)
        {
            return Of(noun[..of]) + noun[of..];
        }

        int space = noun.LastIndexOf(' ');
        return space > 0 ? noun[..(space + 1)] + OfWord(noun[(space + 1)..]) : OfWord(noun);
    }

    private static string OfWord(string word)
    {
        if (Irregular.TryGetValue(word, out string? irregular))
        {
            return irregular;
        }

        if (word.EndsWith("man", StringComparison.Ordinal))
        {
            return word[..^2] + "en";
        }

        if (word.Length > 1 && word[^1] == 'y' && !"aeiou".Contains(word[^2]))
        {
            return word[..^1] + "ies";
        }

        bool hisses = word.EndsWith('s') || word.EndsWith('x')
            || word.EndsWith("ch", StringComparison.Ordinal) || word.EndsWith("sh", StringComparison.Ordinal);
        return word + (hisses ? "es" : "s");
    }
}
