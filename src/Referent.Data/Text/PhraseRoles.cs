namespace Referent.Data.Text;

/// <summary>The part a word plays in the noun phrases of its expression.</summary>
internal enum PhraseRole
{
    /// <summary>In no phrase; ends the one before it.</summary>
    Break,

    /// <summary>A noun: the head, or before the head.</summary>
    Noun,

    /// <summary>A quality or number before the head.</summary>
    Modifier,

    /// <summary>A place word: a modifier before a noun, nothing elsewhere.</summary>
    Place,

    /// <summary>An adverb before a modifier.</summary>
    Degree,

    /// <summary>"and" between two modifiers.</summary>
    Coordinator,

    /// <summary>A number behind its noun: "number 7".</summary>
    Suffix,
}

/// <summary>Decides each word's role from its class and its neighbours, left to right.</summary>
internal ref struct PhraseRoles(IReadOnlyList<ExpressionWord> words)
{
    private readonly IReadOnlyList<ExpressionWord> _words = words;
    private readonly PhraseRole[] _roles = new PhraseRole[words.Count];

    /// <summary>Whether the next open-class word is the verb of a clause: "you can [see]", "that [spouts]".</summary>
    private bool _verbFollows;

    /// <summary>The roles, one per word.</summary>
    public PhraseRole[] Decide()
    {
        for (int i = 0; i < _words.Count; i++)
        {
            _roles[i] = RoleOf(i);
            _verbFollows = VerbFollows(i);
        }

        return _roles;
    }

    private readonly PhraseRole RoleOf(int i)
    {
        switch (_words[i].Class)
        {
            case WordClass.Noun:
                return _verbFollows ? PhraseRole.Break : HandOfSide(i) ? PhraseRole.Place : YearOfAge(i) ? PhraseRole.Modifier : PhraseRole.Noun;
            case WordClass.Person:
                return PhraseRole.Noun;
            case WordClass.MaybeVerb:
                return IsVerb(i) ? PhraseRole.Break : PhraseRole.Noun;
            case WordClass.Adjective:
                return PhraseRole.Modifier;
            case WordClass.Dual:
                return DualRole(i);
            case WordClass.Place:
                return PhraseRole.Place;
            case WordClass.Number:
                return NumberRole(i);
            case WordClass.Adverb:
                return PhraseRole.Degree;
            case WordClass.Participle or WordClass.TransitiveParticiple:
                return StandsBeforeNoun(i) ? PhraseRole.Modifier : PhraseRole.Break;
            case WordClass.PastParticiple or WordClass.CompoundingParticiple:
                return PastParticipleRole(i);
            case WordClass.Preposition:
                return IsParticle(i) ? PhraseRole.Modifier : PhraseRole.Break;
            case WordClass.Conjunction:
                return IsQuality(i - 1) && IsQuality(i + 1) ? PhraseRole.Coordinator : PhraseRole.Break;
            default:
                return PhraseRole.Break;
        }
    }

    private readonly bool VerbFollows(int i)
    {
        return _words[i].Class switch
        {
            WordClass.Subject => ClassAt(i - 1) is not (WordClass.Preposition or WordClass.TransitiveParticiple or WordClass.To),
            WordClass.Relative => _words[i].Lower != "that" || FollowsPhrase(i),
            WordClass.Modal => true,
            WordClass.Adverb or WordClass.Filler => _verbFollows,
            _ => false,
        };
    }

    /// <summary>"that" after something that could be pointed at is a relative pronoun; elsewhere it is "that man".</summary>
    private readonly bool FollowsPhrase(int i) =>
        i > 0 && _roles[i - 1] is PhraseRole.Noun or PhraseRole.Place or PhraseRole.Modifier or PhraseRole.Suffix;

    private readonly WordClass ClassAt(int i) => i >= 0 && i < _words.Count ? _words[i].Class : WordClass.Break;

    private readonly string LowerAt(int i) => i >= 0 && i < _words.Count ? _words[i].Lower : "";

    /// <summary>Whether a noun follows there, behind qualities or at once. The last of several qualities is one if it is also a noun.</summary>
    private readonly bool IsNominal(int i)
    {
        while (ClassAt(i) is WordClass.Adjective or WordClass.PastParticiple or WordClass.Adverb
            || (ClassAt(i) is WordClass.Dual or WordClass.CompoundingParticiple && IsNominal(i + 1)))
        {
            i++;
        }

        return ClassAt(i) is WordClass.Noun or WordClass.Person or WordClass.MaybeVerb or WordClass.Dual;
    }

    private readonly bool IsQuality(int i) => ClassAt(i) is WordClass.Adjective or WordClass.Dual or WordClass.PastParticiple;

    /// <summary>"hand" of "left hand side" names no hand.</summary>
    private readonly bool HandOfSide(int i) => LowerAt(i) == "hand" && ClassAt(i - 1) == WordClass.Place && LowerAt(i + 1) is "side" or "corner";

    /// <summary>"year" of "3 year old girl".</summary>
    private readonly bool YearOfAge(int i) => LowerAt(i) is "year" or "yr" && ClassAt(i - 1) == WordClass.Number && LowerAt(i + 1) == "old";

    private readonly bool IsVerb(int i)
    {
        bool afterNoun = i > 0 && _roles[i - 1] == PhraseRole.Noun;
        bool thirdPerson = LowerAt(i).EndsWith('s') && !LowerAt(i).EndsWith("ss", StringComparison.Ordinal) && !LowerAt(i - 1).EndsWith('s');
        bool many = ClassAt(i - 1) == WordClass.Person
            && (LowerAt(i - 1).EndsWith('s') || LowerAt(i - 1) is "men" or "women" or "people" or "children");
        bool infinitive = ClassAt(i - 1) == WordClass.To
            && LowerAt(i - 2) is not ("next" or "close" or "closer" or "closest" or "near" or "nearer" or "nearest"
                or "adjacent" or "left" or "right");
        return _verbFollows || infinitive || (afterNoun && (thirdPerson || many));
    }

    private readonly PhraseRole DualRole(int i)
    {
        bool before = IsNominal(i + 1) || (ClassAt(i + 1) == WordClass.Conjunction && IsQuality(i + 2));
        return before || LowerAt(i - 1) is "in" or "wearing" ? PhraseRole.Modifier : PhraseRole.Noun;
    }

    private readonly PhraseRole NumberRole(int i)
    {
        bool pronoun = LowerAt(i) == "one" && (!IsNominal(i + 1) || ClassAt(i - 1) is WordClass.Determiner or WordClass.Adjective or WordClass.Place);
        return pronoun ? PhraseRole.Break
            : LowerAt(i - 1) is "number" or "no" && char.IsAsciiDigit(LowerAt(i)[0]) ? PhraseRole.Suffix
            : PhraseRole.Modifier;
    }

    /// <summary>"the sitting man", "smiling girl", "in matching hats"; but "man holding umbrellas", "on left wearing hats".</summary>
    private readonly bool StandsBeforeNoun(int i)
    {
        if (!IsNominal(i + 1) || _verbFollows)
        {
            return false;
        }

        bool transitive = ClassAt(i) == WordClass.TransitiveParticiple;
        return ClassAt(i - 1) switch
        {
            WordClass.Determiner => true,
            WordClass.Preposition => !transitive,
            WordClass.Break or WordClass.Conjunction => !transitive,
            WordClass.Adjective or WordClass.Number or WordClass.Place => !transitive && !EndsAnAttribute(i),
            _ => false,
        };
    }

    /// <summary>
    /// Whether the qualities before a word are complete without it: "on the left [sitting]", "in red [sitting]"; not "on the big [sitting] duck".
    /// </summary>
    private readonly bool EndsAnAttribute(int i)
    {
        int start = i - 1;
        bool place = false;
        while (ClassAt(start) is WordClass.Adjective or WordClass.Number or WordClass.Place)
        {
            place |= ClassAt(start) == WordClass.Place;
            start--;
        }

        if (ClassAt(start) == WordClass.Determiner)
        {
            start = place ? start - 1 : i;
        }

        return ClassAt(start) is WordClass.Preposition or WordClass.To or WordClass.TransitiveParticiple;
    }

    private readonly PhraseRole PastParticipleRole(int i)
    {
        bool joinsNoun = ClassAt(i) == WordClass.CompoundingParticiple && i > 0 && _roles[i - 1] == PhraseRole.Noun && IsNominal(i + 1);
        bool nominal = IsNominal(i + 1) || (IsParticleWord(i + 1) && IsNominal(i + 2));
        return joinsNoun ? PhraseRole.Noun
            : nominal && !_verbFollows && ClassAt(i - 1) != WordClass.Be ? PhraseRole.Modifier
            : PhraseRole.Break;
    }

    /// <summary>"off" of "cut off person".</summary>
    private readonly bool IsParticle(int i)
    {
        return i > 0 && IsParticleWord(i) && ClassAt(i - 1) == WordClass.PastParticiple && _roles[i - 1] == PhraseRole.Modifier && IsNominal(i + 1);
    }

    private readonly bool IsParticleWord(int i) => LowerAt(i) is "off" or "up" or "down" or "out" or "over";
}
