namespace Referent.Cli.Datasets;

/// <summary>Rows of cells under one another; text to the left, which is the first column and those without a heading, numbers to the right.</summary>
internal static class TextTable
{
    /// <param name="output">Where to.</param>
    /// <param name="rows">All with as many cells as the first.</param>
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select(Padded)).TrimEnd());
        }

        string Padded(string cell, int column) =>
            column == 0 || rows[0][column].Length == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);
    }
}
