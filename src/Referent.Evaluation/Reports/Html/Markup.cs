using System.Globalization;
using System.Net;

namespace Referent.Evaluation.Reports.Html;

/// <summary>Small pieces of HTML and SVG.</summary>
internal static class Markup
{
    /// <summary>Any text as HTML shows it.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A number in SVG: a point, at most two digits behind it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A table whose cells are HTML already; from the second column on numbers are set right.</summary>
    /// <param name="numeric">Which columns hold numbers.</param>
    /// <param name="head">One cell a column.</param>
    /// <param name="rows">As many cells each; a row that is marked stands out.</param>
    public static string Table(bool[] numeric, string[] head, IEnumerable<(bool Marked, string[] Cells)> rows)
    {
        IEnumerable<string> lines = rows.Select(row => $"<tr{(row.Marked ? " class=\"ours\"" : "")}>{Cells("td", row.Cells)}</tr>");
        return $"<table><thead><tr>{Cells("th", head)}</tr></thead><tbody>\n{string.Join('\n', lines)}\n</tbody></table>\n";

        string Cells(string tag, string[] cells) => string.Concat(cells.Select((cell, at) => Cell(tag, at, cell)));

        string Cell(string tag, int at, string html) => $"<{tag}{(numeric[at] ? " class=\"number\"" : "")}>{html}</{tag}>";
    }
}
