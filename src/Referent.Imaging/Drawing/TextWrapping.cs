namespace Referent.Imaging.Drawing;

/// <summary>Breaks captions into lines of a fixed number of characters.</summary>
internal static class TextWrapping
{
    /// <summary>Breaks at line breaks, else between words; a word longer than a line is cut.</summary>
    /// <param name="text">May be empty, which gives no line.</param>
    /// <param name="width">Characters a line, at least 1.</param>
    public static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        if (text.Length == 0)
        {
            return lines;
        }

        foreach (string paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string rest = paragraph;
            while (rest.Length > width)
            {
                int space = rest.LastIndexOf(' ', width);
                (string line, rest) = space > 0 ? (rest[..space], rest[(space + 1)..]) : (rest[..width], rest[width..]);
                lines.Add(line);
            }

            lines.Add(rest);
        }

        return lines;
    }
}
