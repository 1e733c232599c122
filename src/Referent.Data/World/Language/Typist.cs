namespace Referent.Data.World.Language;

/// <summary>Types a sentence as people do: with a slip now and then, capitals and full stops at whim.</summary>
/// <param name="words">All words that sentences consist of; a slip never turns one into another.</param>
internal sealed class Typist(IReadOnlySet<string> words)
{
    /// <summary>Share of sentences with a slip. Chosen: a few percent, as in RefCOCO.</summary>
    private const double SlipShare = 0.03;

    /// <summary>Shortest word that gets a slip: shorter ones become unreadable.</summary>
    private const int ShortestWord = 5;

    /// <summary>The sentence with at most one slip.</summary>
    public string Type(string sentence, WorldRandom random)
    {
        if (!random.Chance(SlipShare))
        {
            return sentence;
        }

        string[] tokens = sentence.Split(' ');
        int[] longEnough = [.. Enumerable.Range(0, tokens.Length).Where(i => tokens[i].Length >= ShortestWord)];
        if (longEnough.Length == 0)
        {
            return sentence;
        }

        int at = random.Pick(longEnough);
        string slipped = Slip(tokens[at], random);
        if (slipped == tokens[at] || words.Any(word => word != tokens[at] && IsOneSlipAway(slipped, word)))
        {
            return sentence;
        }

        tokens[at] = slipped;
        return string.Join(' ', tokens);
    }

    /// <summary>What people type before it is normalised: "The left dog."</summary>
    public static string Raw(string sentence, WorldRandom random)
    {
        string text = random.Chance(0.35) ? char.ToUpperInvariant(sentence[0]) + sentence[1..] : sentence;
        return random.Chance(0.15) ? text + random.Pick([".", " ", "!", ". "]) : text;
    }

    /// <summary>Whether one exchange of neighbours, one letter more or one less leads from one word to the other, or none.</summary>
    internal static bool IsOneSlipAway(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        int start = 0;
        while (start < Math.Min(a.Length, b.Length) && a[start] == b[start])
        {
            start++;
        }

        string restA = a[start..], restB = b[start..];
        return a.Length == b.Length
            ? restA.Length == 0 || (restA.Length > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2..] == restB[2..])
            : a.Length > b.Length ? restA[1..] == restB : restA == restB[1..];
    }

    private static string Slip(string word, WorldRandom random)
    {
        int at = random.Between(1, word.Length - 2);
        return random.Below(3) switch
        {
            0 => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
            1 => word[..at] + word[(at + 1)..],
            _ => word[..at] + word[at] + word[at..],
        };
    }
}
