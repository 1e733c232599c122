namespace Referent.Data.World.Language;

/// <summary>Finds what a logical form refers to, with explicit meanings and margins: it answers only where people would agree.</summary>
internal static class Resolver
{
    /// <summary>Ratio of sizes from which one object is clearly the bigger.</summary>
    private const double ClearlyBigger = 1.3;

    /// <summary>Long sides from which a single object is big, and up to which it is small.</summary>
    private const double BigFrom = 0.36;

    private const double SmallUpTo = 0.22;

    /// <summary>The one object the description is true of, if it is clearly false of all others; else null.</summary>
    public static SceneObject? Resolve(Scene scene, Description description) => Resolve(scene, description, subject: null);

    /// <summary>Likewise for an anchor: "the other" leaves out the subject.</summary>
    internal static SceneObject? Resolve(Scene scene, Description description, SceneObject? subject)
    {
        bool?[] truth = Evaluate(scene, description, subject);
        int found = Array.IndexOf(truth, true);
        return found >= 0 && !truth.Contains(null) && Array.IndexOf(truth, true, found + 1) < 0 ? scene.Objects[found] : null;
    }

    /// <summary>Of which objects the description is true.</summary>
    private static bool?[] Evaluate(Scene scene, Description description, SceneObject? subject)
    {
        bool?[] truth = new bool?[scene.Objects.Count];
        for (int i = 0; i < truth.Length; i++)
        {
            truth[i] = description.IsOther && i == subject?.Index ? false : Matches(scene, description, scene.Objects[i]);
        }

        if (description.Size is { } size)
        {
            truth = Choose(scene, truth, candidates => BySize(candidates, size));
        }

        return description.Place is { } place && Places.IsChoosing(place)
            ? Choose(scene, truth, candidates => Places.Choose(candidates, place))
            : truth;
    }

    /// <summary>Whether an object may be what noun, colour, region and relations speak of.</summary>
    public static bool IsCandidate(Scene scene, Description description, SceneObject entry) => Matches(scene, description, entry) != false;

    /// <summary>Whether noun, colour, region and relations are true of an object.</summary>
    public static bool? Matches(Scene scene, Description description, SceneObject entry)
    {
        bool? truth = description.Noun is { } noun ? scene.Lexicon.Is(entry.Class, noun) : true;
        truth = description.Colour is { } colour ? Truth.And(truth, entry.Colours.Is(colour)) : truth;
        truth = description.Place is { } place && !Places.IsChoosing(place) ? Truth.And(truth, Places.InRegion(entry, place)) : truth;
        foreach (Relation relation in description.Relations)
        {
            truth = truth == false ? false : Truth.And(truth, Holds(scene, relation, entry));
        }

        return truth;
    }

    private static bool? Holds(Scene scene, Relation relation, SceneObject entry)
    {
        SceneObject? anchor = Resolve(scene, relation.Anchor, entry);
        if (relation.Kind == RelationKind.Between)
        {
            SceneObject? second = Resolve(scene, relation.Second!, entry);
            return anchor is null || second is null || anchor == second ? null
                : entry == anchor || entry == second ? false : Relations.Between(entry, anchor, second);
        }

        return anchor is null ? null : entry == anchor ? false : Relations.Holds(scene, relation.Kind, entry, anchor);
    }

    /// <summary>Lets a choice run over the objects that match; where it is not certain which do, nothing is.</summary>
    private static bool?[] Choose(Scene scene, bool?[] truth, Func<IReadOnlyList<SceneObject>, bool?[]> choice)
    {
        if (truth.Contains(null))
        {
            return [.. truth.Select(value => value == false ? false : (bool?)null)];
        }

        SceneObject[] candidates = [.. scene.Objects.Where(entry => truth[entry.Index] == true)];
        if (candidates.Length > 0)
        {
            bool?[] chosen = choice(candidates);
            for (int i = 0; i < candidates.Length; i++)
            {
                truth[candidates[i].Index] = chosen[i];
            }
        }

        return truth;
    }

    private static bool?[] BySize(IReadOnlyList<SceneObject> candidates, SizeWord size)
    {
        if (candidates.Count == 1)
        {
            double side = candidates[0].LongSide;
            return [size == SizeWord.Big ? Truth.From(side, BigFrom, SmallUpTo) : Truth.From(-side, -SmallUpTo, -BigFrom)];
        }

        SceneObject? winner = candidates.FirstOrDefault(entry => candidates.All(other => other == entry || Surpasses(entry, other)));
        return [.. candidates.Select(entry => winner is null ? (bool?)null : entry == winner)];

        bool Surpasses(SceneObject entry, SceneObject other) => size == SizeWord.Big ? IsBigger(entry, other) : IsBigger(other, entry);
    }

    /// <summary>Bigger in length and in area, so that it does not matter which of them a reader looks at.</summary>
    private static bool IsBigger(SceneObject a, SceneObject b) => a.LongSide >= ClearlyBigger * b.LongSide && a.Breadth >= ClearlyBigger * b.Breadth;
}
