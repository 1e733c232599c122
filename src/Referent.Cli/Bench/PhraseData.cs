using Referent.Data;

namespace Referent.Cli.Bench;

/// <summary>
/// Distinct phrases as people write them, each with a word that no other has, so that a tokenizer's memory of words does not help; every
/// tenth is not ASCII.
/// </summary>
internal static class PhraseData
{
    private static readonly string[] Colours = ["red", "blue", "green", "yellow", "black", "white", "brown", "striped", "small", "big"];

    private static readonly string[] Nouns =
    [
        "man", "woman", "dog", "giraffe", "umbrella", "skateboard", "sandwich", "motorcycle", "zebra", "suitcase",
        "café", "naïve girl", "niño", "собака", "猫",
    ];

    private static readonly string[] Places =
    [
        "on the left", "in the middle", "far right", "2nd from left", "at the back", "with a hat", "near the window", "that's cut off",
    ];

    private static readonly string[] Syllables = ["ka", "lo", "mi", "ru", "ten", "dor", "sha", "pel", "vin", "gra", "ost", "eth"];
    private static readonly string[] Accented = ["é", "ü", "ñ", "ø", "ç"];

    /// <summary>The first of an endless row; the same each time.</summary>
    public static string[] Make(int count) => [.. Enumerable.Range(0, count).Select(Phrase)];

    private static string Phrase(int index)
    {
        CounterRandom random = new(7, index);
        bool plain = index % 10 != 0;
        string noun = plain ? Nouns[random.Below(10)] : Nouns[10 + random.Below(Nouns.Length - 10)];
        string name = string.Concat(Digits(index).Select(digit => Syllables[digit])) + (plain ? string.Empty : random.Pick(Accented));
        return $"{random.Pick(Colours)} {noun} {random.Pick(Places)}, {name}";
    }

    /// <summary>A number's digits to the base of the syllables.</summary>
    private static IEnumerable<int> Digits(int number)
    {
        for (int rest = number + Syllables.Length; rest > 0; rest /= Syllables.Length)
        {
            yield return rest % Syllables.Length;
        }
    }
}
