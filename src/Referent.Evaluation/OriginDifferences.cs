namespace Referent.Evaluation;

/// <summary>What notes about where files come from share: telling how two of them differ.</summary>
public static class OriginDifferences
{
    /// <summary>Hexadecimal digits of a hash that a message shows.</summary>
    private const int ShownDigits = 12;

    /// <param name="parts">Name and value of each part in the note that is there, and here.</param>
    /// <returns>The parts that differ, for a message; null where none does.</returns>
    public static string? Between(params ReadOnlySpan<(string Name, string There, string Here)> parts)
    {
        List<string> differences = [];
        foreach ((string name, string there, string here) in parts)
        {
            if (there != here)
            {
                differences.Add($"{name} {there} there, {here} here");
            }
        }

        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    /// <summary>The first digits of a hash.</summary>
    public static string Shown(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash[..Math.Min(hash.Length, ShownDigits)];
    }
}
