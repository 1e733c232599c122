namespace Referent.Formats;

/// <summary>Suggests the known name that was meant by an unknown one.</summary>
public static class NearestName
{
    /// <summary>The known name with the least distance to <paramref name="name"/>, the first of equals; null where none is known.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);
        return known.MinBy(candidate => Distance(name, candidate));
    }

    /// <summary>Levenshtein distance: insertions, deletions and substitutions of one character, upper and lower case being equal.</summary>
    internal static int Distance(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            (int diagonal, row[0]) = (row[0], i);
            for (int j = 1; j <= second.Length; j++)
            {
                int substituted = diagonal + (char.ToUpperInvariant(first[i - 1]) == char.ToUpperInvariant(second[j - 1]) ? 0 : 1);
                (diagonal, row[j]) = (row[j], Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1));
            }
        }

        return row[^1];
    }
}
