using Referent.Data.World.Packs;

namespace Referent.Data.World.Language;

/// <summary>Which nouns are true of which classes of a pack.</summary>
internal sealed class Lexicon
{
    private readonly Dictionary<string, bool?[]> _truth = [];

    /// <summary>Nouns of several words.</summary>
    private readonly string[] _longNouns;

    public Lexicon(SpritePack pack)
    {
        foreach (SpriteClass entry in pack.Classes)
        {
            foreach (string noun in (string[])[entry.Name, .. entry.Synonyms, .. entry.Broader])
            {
                Of(noun, pack)[entry.Index] = true;
            }

            foreach (string noun in entry.Disputed)
            {
                Of(noun, pack)[entry.Index] = null;
            }
        }

        _longNouns = [.. _truth.Keys.Where(noun => noun.Contains(' ', StringComparison.Ordinal))];
        Words = _truth.Keys.SelectMany(noun => noun.Split(' ')).ToHashSet();
    }

    /// <summary>All nouns, single words or several.</summary>
    public IReadOnlyCollection<string> Nouns => _truth.Keys;

    /// <summary>The words that nouns consist of.</summary>
    public IReadOnlySet<string> Words { get; }

    /// <summary>Whether a noun is true of a class: true, false, or null where people differ.</summary>
    public bool? Is(SpriteClass entry, string noun) => _truth.TryGetValue(noun, out bool?[]? truth) ? truth[entry.Index] : false;

    /// <summary>Whether the words of a phrase happen to make a noun that is not meant, as in "bottom drawer" for the drawer at the bottom.</summary>
    public bool MisreadsIn(Phrase phrase)
    {
        string text = $" {phrase.Text} ";
        return _longNouns.Any(noun => text.Contains($" {noun} ", StringComparison.Ordinal) && !Means(phrase.Meaning, noun));
    }

    private static bool Means(Description? meaning, string noun) => meaning is not null
        && (meaning.Noun?.Contains(noun, StringComparison.Ordinal) == true
            || meaning.Relations.Any(relation => Means(relation.Anchor, noun) || Means(relation.Second, noun)));

    private bool?[] Of(string noun, SpritePack pack)
    {
        if (!_truth.TryGetValue(noun, out bool?[]? truth))
        {
            _truth[noun] = truth = new bool?[pack.Classes.Count];
            Array.Fill(truth, false);
        }

        return truth;
    }
}
