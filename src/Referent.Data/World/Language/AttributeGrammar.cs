namespace Referent.Data.World.Language;

/// <summary>The grammar of dataset "world+": as in RefCOCO+ no place in the picture, only what things look like.</summary>
internal sealed class AttributeGrammar : IGrammar
{
    private static readonly HeadShares Shares = new(Synonym: 0.22, Broader: 0.14, Colour: 0.5, Size: 0.35, One: 0.06);

    public string Dataset => "world+";

    public Phrase? Draw(Scene scene, SceneObject target, WorldRandom random)
    {
        if (random.Chance(0.1))
        {
            return WithRelation(scene, target, random);
        }

        Head head = Shares.Draw(scene, target, random);
        if (head is { Noun: null, Meaning: { Colour: null, Size: null } })
        {
            return null;
        }

        string words = random.Chance(0.15) ? Reordered(scene, head, random) : head.WithArticle(random, definite: 0.3, indefinite: 0.05);
        return new Phrase(words, head.Meaning);
    }

    /// <summary>"dog that is brown", "the bigger of the two dogs".</summary>
    private static string Reordered(Scene scene, Head head, WorldRandom random)
    {
        if (head.ColourText is { } colour)
        {
            string rest = (head with { ColourText = null }).Text;
            return random.Chance(0.5) || head.SizeText is not null ? $"{rest} that {head.Verb} {colour}" : $"{colour} colored {rest}";
        }

        int count = scene.Objects.Count(entry => head.Noun is not null && scene.Lexicon.Is(entry.Class, head.Noun.Text) == true);
        return head is { Meaning.Size: { } size, TakesIndefinite: true } && count is 2 or 3
            ? (random.Chance(0.6) ? "the " : "")
                + $"{Compared(size, count, random)} of the {(count == 2 ? "two" : "three")} {Plurals.Of(head.NounText)}"
            : $"the {head.Text}";
    }

    /// <summary>"bigger" of two, "biggest" of three.</summary>
    private static string Compared(SizeWord size, int count, WorldRandom random) => (size, count) switch
    {
        (SizeWord.Big, 2) => random.Pick(["bigger", "larger"]),
        (SizeWord.Big, _) => random.Pick(["biggest", "largest"]),
        (_, 2) => "smaller",
        _ => "smallest",
    };

    private static Phrase? WithRelation(Scene scene, SceneObject target, WorldRandom random)
    {
        (string Words, Relation Meaning)? relation = RelationWords.Draw(scene, target, random);
        if (relation is not { Meaning.Kind: RelationKind.NextTo or RelationKind.Behind or RelationKind.InFrontOf } found)
        {
            return null;
        }

        Head head = Shares.Draw(scene, target, random) is { Meaning.Size: null, Noun: not null } drawn
            ? drawn
            : new Head(Noun.NameOf(target.Class), null, null, new Description { Noun = target.Class.Name });
        string words = $"{head.WithArticle(random, definite: 0.4, indefinite: 0)} {found.Words}";
        return new Phrase(words, head.Meaning with { Relations = [found.Meaning] });
    }
}
