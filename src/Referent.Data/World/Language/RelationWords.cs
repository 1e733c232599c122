namespace Referent.Data.World.Language;

/// <summary>Puts relations into words.</summary>
internal static class RelationWords
{
    private static readonly HeadShares AnchorShares = new(Synonym: 0.2, Broader: 0.1, Colour: 0.35, Size: 0.06, One: 0);

    /// <summary>A relation of the target that is true of it, with anchors that can be told apart; null where this draw found none.</summary>
    public static (string Words, Relation Meaning)? Draw(Scene scene, SceneObject target, WorldRandom random)
    {
        SceneObject[] others = [.. scene.Objects.Where(entry => entry != target)];
        SceneObject anchor = random.Pick(others);
        if (others.Length > 1 && random.Chance(0.15))
        {
            SceneObject second = random.Pick([.. others.Where(entry => entry != anchor)]);
            return Relations.Between(target, anchor, second) == true
                && Anchor(scene, target, anchor, random) is { } a
                && Anchor(scene, target, second, random) is { } b
                ? ($"{random.Pick(["between", "in between"])} {a.Text} and {b.Text}", new Relation(RelationKind.Between, a.Meaning, b.Meaning))
                : null;
        }

        RelationKind[] holding =
        [
            .. Enum.GetValues<RelationKind>()
                .Where(kind => kind != RelationKind.Between && Relations.Holds(scene, kind, target, anchor) == true),
        ];
        if (holding.Length == 0 || Anchor(scene, target, anchor, random) is not { } phrase)
        {
            return null;
        }

        RelationKind drawn = random.Pick(holding);
        return ($"{Words(drawn, random)} {phrase.Text}", new Relation(drawn, phrase.Meaning));
    }

    /// <summary>
    /// "the dog", "a red car", "the other dog": a phrase that is true of the anchor alone, the target not counted where it says "other".
    /// </summary>
    private static Phrase? Anchor(Scene scene, SceneObject target, SceneObject anchor, WorldRandom random)
    {
        Head head = AnchorShares.Draw(scene, anchor, random);
        Description plain = head.Meaning with { Size = null };
        if (Resolver.Matches(scene, plain, target) == true && random.Chance(0.8))
        {
            Description other = plain with { IsOther = true };
            bool clear = Resolver.Resolve(scene, other, target) == anchor;
            return clear ? new Phrase($"the other {(head with { SizeText = null }).Text}", other) : null;
        }

        return Resolver.Resolve(scene, head.Meaning) == anchor
            ? new Phrase(head.WithArticle(random, definite: 0.75, indefinite: 0.15), head.Meaning)
            : null;
    }

    private static string Words(RelationKind kind, WorldRandom random) => kind switch
    {
        RelationKind.LeftOf => random.Pick(["to the left of", "left of", "on the left side of", "to the left of"]),
        RelationKind.RightOf => random.Pick(["to the right of", "right of", "on the right side of", "to the right of"]),
        RelationKind.Above => random.Pick(["above", "above", "above", "higher than"]),
        RelationKind.Below => random.Pick(["below", "below", "under", "underneath", "lower than"]),
        RelationKind.NextTo => random.Pick(["next to", "beside", "near", "close to", "by"]),
        RelationKind.Behind => random.Pick(["behind", "partly hidden by", "partially covered by"]),
        _ => random.Pick(["in front of", "partly covering", "partially hiding"]),
    };
}
