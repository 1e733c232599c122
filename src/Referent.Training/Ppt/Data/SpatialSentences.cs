
namespace Referent.Training.Ppt.Data;

/// <summary>
/// The sentences of D_ref: a class with an absolute position, or a class with its relation to another object. Source: PPT, section 3.2.
/// Differs: also the class alone, and its size among others of the class. A sentence is made only where it is true of one object and of
/// no other.
/// </summary>
public static class SpatialSentences
{
    /// <summary>Share of the picture by which positions must differ to be called different. Chosen: a tenth can be seen at a glance.</summary>
    private const double Margin = 0.1;

    /// <summary>Times by which areas must differ to be called different. Chosen: can be seen at a glance.</summary>
    private const double SizeRatio = 1.5;

    /// <summary>Objects whose centre lies within this share of the edge are on that side. Chosen: left, middle and right are equally wide.</summary>
    private const double Third = 1.0 / 3;

    /// <summary>How far a centre in the middle of the picture, or roughly there, may be from it. Chosen: nobody would dispute the first.</summary>
    private const double Middle = 0.12, RoughMiddle = 0.25;

    private static readonly (string Word, Func<PlacedObject, double> Key)[] Directions =
    [
        ("left", item => item.Centre.X),
        ("right", item => -item.Centre.X),
        ("top", item => item.Centre.Y),
        ("bottom", item => -item.Centre.Y),
    ];

    private static readonly (string Phrase, Func<PlacedObject, PlacedObject, bool> Holds)[] Relations =
    [
        ("to the left of", (a, b) => IsBefore(a.Centre.X, b.Centre.X) && IsNear(a.Centre.Y, b.Centre.Y)),
        ("to the right of", (a, b) => IsBefore(b.Centre.X, a.Centre.X) && IsNear(a.Centre.Y, b.Centre.Y)),
        ("above", (a, b) => IsBefore(a.Centre.Y, b.Centre.Y) && IsNear(a.Centre.X, b.Centre.X)),
        ("below", (a, b) => IsBefore(b.Centre.Y, a.Centre.Y) && IsNear(a.Centre.X, b.Centre.X)),
    ];

    /// <summary>How two objects are related: "the A PHRASE the B".</summary>
    internal static IEnumerable<string> RelationPhrases => Relations.Select(relation => relation.Phrase);

    /// <summary>All sentences about one object of a picture; none where no sentence singles it out.</summary>
    public static IReadOnlyList<string> About(PlacedObject target, IReadOnlyList<PlacedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(target);
        List<string> sentences = [];
        PlacedObject[] rivals = [.. objects.Where(item => item != target && item.ClassName == target.ClassName)];
        sentences.AddRange(rivals.Length == 0 ? [$"the {target.ClassName}"] : Sizes(target, rivals));
        sentences.AddRange(Absolute(target, rivals));
        foreach (PlacedObject context in objects)
        {
            bool nameable = context.ClassName != target.ClassName && objects.Count(item => item.ClassName == context.ClassName) == 1;
            if (!nameable)
            {
                continue;
            }

            foreach ((string phrase, Func<PlacedObject, PlacedObject, bool> holds) in Relations)
            {
                if (holds(target, context) && !rivals.Any(rival => LooselyHolds(phrase, rival, context)))
                {
                    sentences.Add($"the {target.ClassName} {phrase} the {context.ClassName}");
                }
            }
        }

        return sentences;
    }

    private static IEnumerable<string> Sizes(PlacedObject target, PlacedObject[] rivals)
    {
        if (Array.TrueForAll(rivals, rival => target.Area > rival.Area * SizeRatio))
        {
            yield return $"the biggest {target.ClassName}";
        }

        if (Array.TrueForAll(rivals, rival => target.Area * SizeRatio < rival.Area))
        {
            yield return $"the smallest {target.ClassName}";
        }
    }

    private static IEnumerable<string> Absolute(PlacedObject target, PlacedObject[] rivals)
    {
        (string Word, Func<PlacedObject, double> Key)[] holding =
            [.. Directions.Where(direction => IsSide(target, rivals, direction.Word, direction.Key))];
        foreach ((string word, _) in holding)
        {
            yield return word is "left" or "right" ? $"the {target.ClassName} on the {word}" : $"the {target.ClassName} at the {word}";
        }

        string[] vertical = [.. holding.Select(item => item.Word).Where(word => word is "top" or "bottom")];
        string[] horizontal = [.. holding.Select(item => item.Word).Where(word => word is "left" or "right")];
        if (vertical.Length == 1 && horizontal.Length == 1)
        {
            yield return $"the {target.ClassName} on the {vertical[0]} {horizontal[0]}";
        }

        if (IsMiddle(target, Middle) && !rivals.Any(item => IsMiddle(item, RoughMiddle)))
        {
            yield return $"the {target.ClassName} in the middle";
        }
    }

    /// <summary>With rivals: the outermost by a margin. Without: on that side of the picture.</summary>
    private static bool IsSide(PlacedObject target, PlacedObject[] rivals, string word, Func<PlacedObject, double> key)
    {
        double edge = word is "left" or "top" ? Third : Third - 1;
        return rivals.Length == 0 ? key(target) < edge : Array.TrueForAll(rivals, rival => key(target) < key(rival) - Margin);
    }

    private static bool IsMiddle(PlacedObject item, double within) =>
        Math.Abs(item.Centre.X - 0.5) < within && Math.Abs(item.Centre.Y - 0.5) < within;

    private static bool IsBefore(double a, double b) => a < b - Margin;

    private static bool IsNear(double a, double b) => Math.Abs(a - b) < Third;

    /// <summary>Whether someone might say so of a rival: without margin or nearness.</summary>
    private static bool LooselyHolds(string phrase, PlacedObject rival, PlacedObject context) => phrase switch
    {
        "to the left of" => rival.Centre.X < context.Centre.X,
        "to the right of" => rival.Centre.X > context.Centre.X,
        "above" => rival.Centre.Y < context.Centre.Y,
        _ => rival.Centre.Y > context.Centre.Y,
    };
}
