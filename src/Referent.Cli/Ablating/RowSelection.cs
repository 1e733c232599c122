namespace Referent.Cli.Ablating;

/// <summary>Which rows of a table: names and ranges of leading numbers, such as <c>1-9</c> or <c>5,queries-4</c>.</summary>
internal static class RowSelection
{
    /// <param name="rows">All there are.</param>
    /// <param name="text">Null for all.</param>
    /// <exception cref="ArgumentException">A part names no row.</exception>
    public static IReadOnlyList<AblationRow> Of(IReadOnlyList<AblationRow> rows, string? text)
    {
        if (text is null)
        {
            return rows;
        }

        HashSet<string> chosen = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            bool IsNamed(string row) =>
                row == part || (RangeOf(part) is var (first, last) && NumberOf(row) is { } number && number >= first && number <= last);

            string[] named = [.. rows.Select(row => row.Name).Where(IsNamed)];
            if (named.Length == 0)
            {
                throw new ArgumentException($"No row is called '{part}'; there are {string.Join(", ", rows.Select(row => row.Name))}.");
            }

            chosen.UnionWith(named);
        }

        return [.. rows.Where(row => chosen.Contains(row.Name))];
    }

    private static (int First, int Last)? RangeOf(string part) =>
        part.Split('-') is [var first, var last] && int.TryParse(first, out int from) && int.TryParse(last, out int to) ? (from, to) : null;

    /// <summary>What a row's name begins with.</summary>
    private static int? NumberOf(string name) => int.TryParse(string.Concat(name.TakeWhile(char.IsAsciiDigit)), out int number) ? number : null;
}
