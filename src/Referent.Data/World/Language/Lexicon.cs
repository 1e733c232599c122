using Referent.Data.World.Packs;

namespace Referent.Data.World.Language;

/// <summary>Which nouns are true of which classes of a pack.</summary>
internal sealed class Lexicon
{
    private readonly Dictionary<string, bool?[]> _truth = [];

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

        Words = _truth.Keys.SelectMany(noun => noun.Split(' ')).ToHashSet();
    }

    /// <summary>All nouns, single words or several.</summary>
    public IReadOnlyCollection<string> Nouns => _truth.Keys;

    /// <summary>The words that nouns consist of.</summary>
    public IReadOnlySet<string> Words { get; }

    /// <summary>Whether a noun is true of a class: true, false, or null where people differ.</summary>
    public bool? Is(SpriteClass entry, string noun) => _truth.TryGetValue(noun, out bool?[]? truth) ? truth[entry.Index] : false;

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
