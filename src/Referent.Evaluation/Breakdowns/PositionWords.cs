using System.Collections.Frozen;

namespace Referent.Evaluation.Breakdowns;

/// <summary>
/// Whether a phrase says where, in the picture or beside what. Chosen: a list of words and their usual short forms, since no dataset marks
/// it; "right" in "right hand" counts too.
/// </summary>
public static class PositionWords
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
    [
        "left", "lft", "leftmost", "lefthand", "right", "rt", "rightmost", "righthand", "middle", "mid", "center", "centre", "central",
        "top", "topmost", "upper", "uppermost", "up", "bottom", "btm", "bottommost", "lower", "lowest", "down", "corner", "side", "edge", "end",
        "front", "frontmost", "foreground", "back", "background", "rear", "above", "below", "under", "underneath", "beneath", "over",
        "behind", "between", "beside", "besides", "next", "near", "nearer", "nearest", "nearby", "close", "closer", "closest",
        "far", "farther", "farthest", "further", "furthest", "inside", "outside", "opposite", "across", "around",
    ]);

    public static bool AreIn(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        for (int at = 0; at < phrase.Length;)
        {
            int end = at;
            while (end < phrase.Length && char.IsLetter(phrase[end]))
            {
                end++;
            }

            if (Words.Contains(phrase[at..end].ToLowerInvariant()))
            {
                return true;
            }

            at = end + 1;
        }

        return false;
    }
}
