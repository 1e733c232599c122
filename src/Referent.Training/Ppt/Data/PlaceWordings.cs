using Referent.Data;

namespace Referent.Training.Ppt.Data;

/// <summary>
/// The ways in which people word a class, its size or absolute position: "the cat on the left", "left cat", "leftmost cat". Each form is that of some
/// expression in <c>tests/fixtures/text/noun-phrases.jsonl</c>, which were written as people write, apart from any grammar. The paper names the
/// family, class and absolute position, and gives one wording of each as an example.
/// </summary>
public static class PlaceWordings
{
    private static readonly string[] Alone = ["the {0}", "{0}"];

    private static readonly string[] Biggest = ["the biggest {0}", "the bigger {0}", "the largest {0}", "larger {0}", "big {0}"];

    private static readonly string[] Smallest = ["the smallest {0}", "the smaller {0}", "small {0}", "little {0}"];

    private static readonly string[] Sides =
    [
        "the {0} on the {1}", "{0} on the {1}", "{0} on {1}", "{0} at {1}", "{0} to the {1}", "{0} {1}", "the {1} {0}", "{1} {0}",
        "{0} on the {1} side", "{1}most {0}", "{1} most {0}", "most {1} {0}", "far {1} {0}", "{0} on far {1}", "{0} far {1}", "{0} farthest {1}",
    ];

    private static readonly string[] Heights =
        ["the {0} at the {1}", "{0} at the {1}", "{0} on the {1}", "{0} on {1}", "{0} near the {1}", "the {1} {0}", "{1} {0}"];

    private static readonly string[] Corners =
    [
        "the {0} on the {1} {2}", "{0} in the {1} {2} corner", "{0} {1} {2}", "the {1} {2} {0}", "{1} {2} {0}",
        "{3} {2} {0}", "{0} {3} {2}", "{0} in the {3} {2}", "{0} at the {3} {2}",
    ];

    private static readonly string[] Middles = ["the {0} in the middle", "{0} in middle", "{0} middle", "the middle {0}", "middle {0}", "center {0}"];

    /// <summary>The same said in one of the ways; a sentence of another family stays as it is.</summary>
    /// <param name="className">Whom the sentence speaks of.</param>
    /// <param name="sentence">Of <see cref="SpatialSentences.About"/>.</param>
    /// <param name="random">Chooses.</param>
    public static string Vary(string className, string sentence, CounterRandom random)
    {
        ArgumentNullException.ThrowIfNull(className);
        ArgumentNullException.ThrowIfNull(sentence);
        ArgumentNullException.ThrowIfNull(random);
        if (sentence == $"the biggest {className}" || sentence == $"the smallest {className}")
        {
            return Worded(sentence[4] == 'b' ? Biggest : Smallest, className);
        }

        string[] where = sentence["the ".Length..][className.Length..].TrimStart().Split(' ');
        return where switch
        {
            [""] => Worded(Alone, className),
            ["on", "the", "left" or "right"] => Worded(Sides, className, where[2]),
            ["at", "the", "top" or "bottom"] => Worded(Heights, className, where[2]),
            ["on", "the", "top" or "bottom", "left" or "right"] => Worded(Corners, className, where[2], where[3], Comparative(where[2])),
            ["in", "the", "middle"] => Worded(Middles, className),
            _ => sentence,
        };

        string Worded(string[] forms, params object[] words) => string.Format(null, random.Pick(forms), words);
    }

    /// <summary>All wordings about one class.</summary>
    internal static IEnumerable<string> All(string className)
    {
        string[] horizontals = ["left", "right"], verticals = ["top", "bottom"];
        return
        [
            .. Alone.Concat(Biggest).Concat(Smallest).Concat(Middles).Select(form => string.Format(null, form, className)),
            .. horizontals.SelectMany(side => Sides.Select(form => string.Format(null, form, className, side))),
            .. verticals.SelectMany(height => Heights.Select(form => string.Format(null, form, className, height))),
            .. verticals.SelectMany(height => horizontals.SelectMany(side =>
                Corners.Select(form => string.Format(null, form, className, height, side, Comparative(height))))),
        ];
    }

    private static string Comparative(string height) => height == "top" ? "upper" : "lower";
}
