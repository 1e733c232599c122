using Referent.Data.World.Colours;
using Referent.Data.World.Language;

namespace Referent.Data.Tests.World;

/// <summary>
/// Reads sentences back into logical forms. It was written apart from the grammars and shares with them only the list of nouns; what it does not
/// understand is an error.
/// </summary>
internal sealed class SentenceParser
{
    private static readonly Dictionary<string, Side> Sides = new()
    {
        ["left"] = Side.Left,
        ["right"] = Side.Right,
        ["top"] = Side.Top,
        ["upper"] = Side.Top,
        ["bottom"] = Side.Bottom,
        ["lower"] = Side.Bottom,
    };

    private static readonly Dictionary<string, Side> Extremes = new()
    {
        ["leftmost"] = Side.Left,
        ["rightmost"] = Side.Right,
        ["topmost"] = Side.Top,
        ["highest"] = Side.Top,
        ["bottommost"] = Side.Bottom,
        ["lowest"] = Side.Bottom,
    };

    private static readonly Dictionary<string, SizeWord> Sizes = new()
    {
        ["big"] = SizeWord.Big,
        ["bigger"] = SizeWord.Big,
        ["biggest"] = SizeWord.Big,
        ["large"] = SizeWord.Big,
        ["larger"] = SizeWord.Big,
        ["largest"] = SizeWord.Big,
        ["small"] = SizeWord.Small,
        ["smaller"] = SizeWord.Small,
        ["smallest"] = SizeWord.Small,
        ["little"] = SizeWord.Small,
        ["tiny"] = SizeWord.Small,
    };

    private static readonly (string Words, RelationKind Kind)[] RelationWords =
    [
        ("on the left side of", RelationKind.LeftOf),
        ("to the left of", RelationKind.LeftOf),
        ("left of", RelationKind.LeftOf),
        ("on the right side of", RelationKind.RightOf),
        ("to the right of", RelationKind.RightOf),
        ("right of", RelationKind.RightOf),
        ("above", RelationKind.Above),
        ("higher than", RelationKind.Above),
        ("below", RelationKind.Below),
        ("under", RelationKind.Below),
        ("underneath", RelationKind.Below),
        ("lower than", RelationKind.Below),
        ("next to", RelationKind.NextTo),
        ("beside", RelationKind.NextTo),
        ("near", RelationKind.NextTo),
        ("close to", RelationKind.NextTo),
        ("by", RelationKind.NextTo),
        ("behind", RelationKind.Behind),
        ("partly hidden by", RelationKind.Behind),
        ("partially covered by", RelationKind.Behind),
        ("in front of", RelationKind.InFrontOf),
        ("partly covering", RelationKind.InFrontOf),
        ("partially hiding", RelationKind.InFrontOf),
        ("in between", RelationKind.Between),
        ("between", RelationKind.Between),
    ];

    private readonly Dictionary<string, string> _nouns = [];
    private readonly HashSet<string> _words;
    private string[] _tokens = [];
    private int _at;
    private string _sentence = "";

    public SentenceParser(Lexicon lexicon)
    {
        foreach (string noun in lexicon.Nouns)
        {
            _nouns.TryAdd(Plurals.Of(noun), noun);
        }

        foreach (string noun in lexicon.Nouns)
        {
            _nouns[noun] = noun;
        }

        string function = "the a an one of on in at to that which is are and other two three from side corner middle center far furthest very second third 2nd 3rd colored grey";
        _words =
        [
            .. function.Split(' '),
            .. _nouns.Keys.SelectMany(noun => noun.Split(' ')),
            .. Sides.Keys,
            .. Extremes.Keys,
            .. Sizes.Keys,
            .. RelationWords.SelectMany(pair => pair.Words.Split(' ')),
            .. Enum.GetNames<ColourName>().Select(name => name.ToLowerInvariant()),
        ];
    }

    /// <summary>How many words had a typing error.</summary>
    public int Repaired { get; private set; }

    public Description Parse(string sentence)
    {
        _sentence = sentence;
        _tokens = [.. sentence.Split(' ').Select(Repair)];
        _at = 0;
        Description result = After(Before(new Description()));
        return _at == _tokens.Length ? result : throw Fault();
    }

    /// <summary>Articles, places, sizes, colours, then the noun, if any.</summary>
    private Description Before(Description form)
    {
        while (_at < _tokens.Length)
        {
            if (Noun() is { } noun)
            {
                return form with { Noun = noun };
            }

            if (Take("one"))
            {
                return form;
            }

            if (Take("the") || Take("a") || Take("an"))
            {
                continue;
            }

            if (Take("other"))
            {
                form = form with { IsOther = true };
            }
            else if (Sizes.TryGetValue(Next(), out SizeWord size))
            {
                _at++;
                form = form with { Size = size };
                if (Take("of"))
                {
                    _ = Take("the");
                    _ = Take("two") || Take("three") ? true : throw Fault();
                }
            }
            else if (Colour() is { } colour)
            {
                form = form with { Colour = colour };
                _ = Take("colored");
            }
            else if (form.Place is null && PlaceBefore() is { } place)
            {
                form = form with { Place = place };
            }
            else
            {
                return form;
            }
        }

        return form;
    }

    private Place? PlaceBefore()
    {
        int start = _at;
        if (Take("second") || Take("2nd"))
        {
            return new Place(PlaceKind.Ordinal, Side.None, Side.None, 2);
        }

        if (Take("third") || Take("3rd"))
        {
            return new Place(PlaceKind.Ordinal, Side.None, Side.None, 3);
        }

        if (Take("middle") || Take("center"))
        {
            return new Place(PlaceKind.Middle);
        }

        if (Extremes.TryGetValue(Next(), out Side extreme))
        {
            _at++;
            return On(PlaceKind.Extreme, extreme);
        }

        bool far = Take("far") || Take("furthest") || Take("very");
        if (!Sides.TryGetValue(Next(), out Side first) || StartsRelation())
        {
            _at = start;
            return null;
        }

        _at++;
        if (far)
        {
            return On(PlaceKind.Extreme, first);
        }

        if (Sides.TryGetValue(Next(), out Side second))
        {
            _at++;
            return new Place(Take("corner") ? PlaceKind.Corner : PlaceKind.Region, second, first);
        }

        return On(Take("side") || _at == _tokens.Length ? PlaceKind.Region : PlaceKind.Extreme, first);
    }

    /// <summary>Whatever follows the noun.</summary>
    private Description After(Description form)
    {
        while (_at < _tokens.Length)
        {
            if (Take("that") || Take("which"))
            {
                _ = Take("is") || Take("are") ? true : throw Fault();
            }
            else if (Take("and"))
            {
                continue;
            }
            else if (RelationHere() is { } kind)
            {
                Description anchor = Before(new Description());
                Description? second = kind == RelationKind.Between && Take("and") ? Before(new Description()) : null;
                form = form with { Relations = [.. form.Relations, new Relation(kind, anchor, second)] };
            }
            else if (Colour() is { } colour)
            {
                form = form with { Colour = colour };
            }
            else if (form.Place is { Kind: PlaceKind.Ordinal, Horizontal: Side.None } ordinal && Take("from"))
            {
                _ = Take("the");
                form = form with { Place = ordinal with { Horizontal = Sides[_tokens[_at++]] } };
            }
            else
            {
                form = form.Place is null ? form with { Place = PlaceAfter() } : throw Fault();
            }
        }

        return form;
    }

    private Place PlaceAfter()
    {
        if (Take("second") || Take("2nd"))
        {
            return new Place(PlaceKind.Ordinal, Side.None, Side.None, 2);
        }

        if (Take("third") || Take("3rd"))
        {
            return new Place(PlaceKind.Ordinal, Side.None, Side.None, 3);
        }

        _ = Take("on") || Take("at") || Take("in") || Take("near") || Take("to");
        _ = Take("the");
        if (Take("middle") || Take("center"))
        {
            return new Place(PlaceKind.Middle);
        }

        bool far = Take("far") || Take("furthest");
        if (far && Take("to"))
        {
            _ = Take("the");
        }

        if (!Sides.TryGetValue(Next(), out Side first))
        {
            throw Fault();
        }

        _at++;
        if (Sides.TryGetValue(Next(), out Side second))
        {
            _at++;
            return new Place(Take("corner") ? PlaceKind.Corner : PlaceKind.Region, second, first);
        }

        _ = Take("side");
        return On(far ? PlaceKind.Extreme : PlaceKind.Region, first);
    }

    private static Place On(PlaceKind kind, Side side) =>
        side is Side.Left or Side.Right ? new Place(kind, side) : new Place(kind, Side.None, side);

    private bool StartsRelation() => RelationWords.Any(pair => Matches(pair.Words));

    private RelationKind? RelationHere()
    {
        foreach ((string words, RelationKind kind) in RelationWords)
        {
            int length = words.Split(' ').Length;
            bool isPlace = words == "near" && _at + 2 < _tokens.Length && _tokens[_at + 1] == "the" && Sides.ContainsKey(_tokens[_at + 2]);
            if (Matches(words) && !isPlace)
            {
                _at += length;
                return kind;
            }
        }

        return null;
    }

    private bool Matches(string words) => string.Join(' ', _tokens.Skip(_at).Take(words.Split(' ').Length)) == words;

    private string? Noun()
    {
        for (int length = Math.Min(4, _tokens.Length - _at); length >= 1; length--)
        {
            if (_nouns.TryGetValue(string.Join(' ', _tokens, _at, length), out string? noun))
            {
                _at += length;
                return noun;
            }
        }

        return null;
    }

    private ColourName? Colour()
    {
        string word = Next() == "grey" ? "gray" : Next();
        if (!Enum.TryParse(word, ignoreCase: true, out ColourName colour) || !char.IsLetter(word[0]))
        {
            return null;
        }

        _at++;
        return colour;
    }

    private string Next() => _at < _tokens.Length ? _tokens[_at] : "";

    private bool Take(string word)
    {
        bool found = Next() == word;
        _at += found ? 1 : 0;
        return found;
    }

    /// <summary>The word meant: the only known one that a single slip of the fingers turns into this.</summary>
    private string Repair(string word)
    {
        if (_words.Contains(word))
        {
            return word;
        }

        Repaired++;
        return _words.Single(known => Slips(known).Contains(word));
    }

    private static IEnumerable<string> Slips(string word)
    {
        for (int i = 0; i < word.Length; i++)
        {
            yield return word.Remove(i, 1);
            yield return word.Insert(i, word[i].ToString());
            if (i > 0)
            {
                yield return word[..(i - 1)] + word[i] + word[i - 1] + word[(i + 1)..];
            }
        }
    }

    private InvalidOperationException Fault() => new($"\"{_sentence}\" is not understood from word {_at + 1} on.");
}
