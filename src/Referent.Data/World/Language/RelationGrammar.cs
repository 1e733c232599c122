namespace Referent.Data.World.Language;

/// <summary>The grammar of dataset "worldg": long sentences as in RefCOCOg, which tell an object by others.</summary>
internal sealed class RelationGrammar : IGrammar
{
    private static readonly HeadShares Shares = new(Synonym: 0.22, Broader: 0.12, Colour: 0.5, Size: 0, One: 0);

    public string Dataset => "worldg";

    public Phrase? Draw(Scene scene, SceneObject target, WorldRandom random)
    {
        Head head = Shares.Draw(scene, target, random);
        if (RelationWords.Draw(scene, target, random) is not { } first)
        {
            return null;
        }

        string subject = head.ColourText is { } colour && random.Chance(0.15)
            ? $"{(head with { ColourText = null }).WithArticle(random, definite: 0.6, indefinite: 0.25)} that {head.Verb} {colour} and"
            : head.WithArticle(random, definite: 0.6, indefinite: 0.25) + random.Pick(["", "", $" that {head.Verb}", $" which {head.Verb}"]);
        string text = $"{subject} {first.Words}";
        Description meaning = head.Meaning with { Relations = [first.Meaning] };
        return random.Chance(0.3) && RelationWords.Draw(scene, target, random) is { } second && IsNews(first.Meaning, second.Meaning)
            ? new Phrase($"{text} and {second.Words}", meaning with { Relations = [first.Meaning, second.Meaning] })
            : new Phrase(text, meaning);
    }

    /// <summary>
    /// Whether a second relation says something else than the first; "between ... and ..." stands alone, since its "and" could be misread.
    /// </summary>
    private static bool IsNews(Relation first, Relation second) =>
        first.Kind != second.Kind && first.Kind != RelationKind.Between && second.Kind != RelationKind.Between;
}
