namespace Referent.Data.Text;

/// <summary>Classifies single English words by closed lists and by their endings.</summary>
/// <remarks>Our own lists (Resources/noun-phrase-words.txt). An open-class word that is in no list is a noun, which is what a referring
/// expression mostly holds.</remarks>
internal static class WordLexicon
{
    private static readonly Dictionary<string, WordClass> Classes = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, HashSet<string>> Lists = new(StringComparer.Ordinal);

    static WordLexicon()
    {
        foreach (string line in EmbeddedText.Lines("noun-phrase-words.txt"))
        {
            string[] parts = line.Split(':', 2);
            string[] words = parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (ClassOfList(parts[0]) is { } wordClass)
            {
                foreach (string word in words)
                {
                    Classes.TryAdd(word, wordClass);
                }
            }

            Lists[parts[0]] = [.. words];
        }
    }

    /// <summary>Nouns that only count what follows their "of": "pair", "kind".</summary>
    public static IReadOnlySet<string> Quantities => Lists["quantity"];

    /// <summary>Nouns for the picture itself.</summary>
    public static IReadOnlySet<string> Pictures => Lists["picture"];

    /// <summary>The class of a lower-case word.</summary>
    public static WordClass Classify(string word)
    {
        if (Classes.TryGetValue(word, out WordClass known))
        {
            return known;
        }

        if (char.IsAsciiDigit(word[0]))
        {
            // "2", "2nd" and "23"; "10:30" and "3d" too. A number stands before a noun or is nothing by itself.
            return WordClass.Number;
        }

        int hyphen = word.LastIndexOf('-');
        return hyphen > 0 && hyphen < word.Length - 1 ? ClassifyHyphenated(word[(hyphen + 1)..]) : ClassifyByEnding(word);
    }

    /// <summary>"baby-blue", "bottom-left" and "half-eaten" are what their last part is; "t-shirt" is a noun.</summary>
    private static WordClass ClassifyHyphenated(string last)
    {
        return Classify(last) switch
        {
            WordClass.Place => WordClass.Place,
            WordClass.Adjective or WordClass.Dual or WordClass.PastParticiple or WordClass.CompoundingParticiple or WordClass.Number
                or WordClass.Participle or WordClass.TransitiveParticiple or WordClass.Adverb => WordClass.Adjective,
            WordClass.Person => WordClass.Person,
            _ => WordClass.Noun,
        };
    }

    private static WordClass ClassifyByEnding(string word)
    {
        const int MinStem = 3; // "ring", "bed" and "nest" have no stem left
        bool Ends(string ending) => word.Length >= ending.Length + MinStem && word.EndsWith(ending, StringComparison.Ordinal);
        return Ends("ing") ? WordClass.Participle
            : Ends("ed") ? WordClass.PastParticiple
            : Ends("ly") ? WordClass.Adverb
            : Ends("est") || Ends("ful") || Ends("less") || Ends("ous") || Ends("ish") || Ends("able") || Ends("ible") ? EndingOfQuality(word)
            : Ends("most") ? WordClass.Place
            : WordClass.Noun;
    }

    /// <summary>-ish and -able end nouns as well ("fish", "table").</summary>
    private static WordClass EndingOfQuality(string word)
    {
        bool noun = word.EndsWith("fish", StringComparison.Ordinal) || word.EndsWith("dish", StringComparison.Ordinal)
            || word.EndsWith("table", StringComparison.Ordinal) || word.EndsWith("cable", StringComparison.Ordinal)
            || word.EndsWith("stable", StringComparison.Ordinal) || word is "radish" or "rubbish" or "varnish" or "polish";
        return noun ? WordClass.Noun : WordClass.Adjective;
    }

    private static WordClass? ClassOfList(string list)
    {
        return list switch
        {
            "determiner" => WordClass.Determiner,
            "pronoun" => WordClass.Pronoun,
            "subject" => WordClass.Subject,
            "relative" => WordClass.Relative,
            "preposition" => WordClass.Preposition,
            "to" => WordClass.To,
            "conjunction" => WordClass.Conjunction,
            "be" => WordClass.Be,
            "modal" => WordClass.Modal,
            "degree" => WordClass.Adverb,
            "filler" => WordClass.Filler,
            "place" => WordClass.Place,
            "number" or "ordinal" => WordClass.Number,
            "participle-ing" => WordClass.Participle,
            "transitive" => WordClass.TransitiveParticiple,
            "verb" => WordClass.Verb,
            "maybe-verb" => WordClass.MaybeVerb,
            "participle" => WordClass.PastParticiple,
            "compounding" => WordClass.CompoundingParticiple,
            "dual" => WordClass.Dual,
            "colour" or "adjective" or "adjective-ly" => WordClass.Adjective,
            "person" => WordClass.Person,
            "quantity" or "picture" => null,
            _ when list.StartsWith("noun", StringComparison.Ordinal) => WordClass.Noun,
            _ => throw new InvalidOperationException($"Unknown word list '{list}'."),
        };
    }
}
