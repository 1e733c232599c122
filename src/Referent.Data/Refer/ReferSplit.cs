namespace Referent.Data.Refer;

/// <summary>Which refs belong to a split that is asked for.</summary>
/// <remarks>
/// Source: REFER's <c>getRefIds</c>. <c>testA</c>, <c>testB</c> and <c>testC</c> take every ref whose split holds the letter, <c>test</c>
/// every ref whose split holds "test"; all others must be equal. Differs: REFER refuses names it does not list, here any split present is one.
/// </remarks>
public static class ReferSplit
{
    /// <summary>Whether a ref that is written down as <paramref name="written"/> belongs to <paramref name="asked"/>.</summary>
    public static bool Holds(string asked, string written) => asked switch
    {
        "testA" or "testB" or "testC" => written.Contains(asked[^1], StringComparison.Ordinal),
        "test" => written.Contains("test", StringComparison.Ordinal),
        _ => written == asked,
    };

    /// <summary>The refs of a split, in the file's order.</summary>
    /// <exception cref="ArgumentException">No ref belongs to it; the message lists the splits present.</exception>
    internal static IReadOnlyList<Ref> Select(IReadOnlyList<Ref> refs, string split)
    {
        Ref[] selected = [.. refs.Where(reference => Holds(split, reference.Split))];
        IEnumerable<string> known = refs.Select(reference => reference.Split).Distinct().Order(StringComparer.Ordinal);
        return selected.Length > 0 ? selected : throw new ArgumentException(
            $"No ref is in split '{split}'; there are {string.Join(", ", known)}.", nameof(split));
    }
}
