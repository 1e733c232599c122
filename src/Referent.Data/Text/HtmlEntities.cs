using System.Globalization;
using System.Text;

namespace Referent.Data.Text;

/// <summary>Replaces HTML character references by their characters.</summary>
/// <remarks>Source: Python's html.unescape, which CLIP applies twice. Unlike the base library's decoder it knows every name of the standard,
/// accepts the old names without a semicolon ("&amp;ltb" is "&lt;b") and reads 128 to 159 as Windows-1252. Differs: none.</remarks>
internal static class HtmlEntities
{
    /// <summary>Longest name looked at. Source: html.unescape's pattern.</summary>
    private const int MaxNameLength = 32;

    private static readonly Lazy<Dictionary<string, string>> Named = new(ReadNames);

    /// <summary>The text with each reference replaced once; results are not read again.</summary>
    public static string Unescape(string text)
    {
        int ampersand = text.IndexOf('&', StringComparison.Ordinal);
        if (ampersand < 0)
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        int position = 0;
        for (; ampersand >= 0; ampersand = text.IndexOf('&', position))
        {
            result.Append(text, position, ampersand - position);
            position = ampersand + 1;
            position += AppendReference(text.AsSpan(position), result);
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    /// <summary>Appends what the reference stands for, or a plain "&amp;"; returns how many characters after the "&amp;" were used.</summary>
    private static int AppendReference(ReadOnlySpan<char> rest, StringBuilder result)
    {
        if (rest.StartsWith("#"))
        {
            bool hexadecimal = rest.Length > 1 && rest[1] is 'x' or 'X';
            int start = hexadecimal ? 2 : 1;
            int end = start;
            while (end < rest.Length && (hexadecimal ? char.IsAsciiHexDigit(rest[end]) : char.IsAsciiDigit(rest[end])))
            {
                end++;
            }

            if (end > start)
            {
                AppendCodePoint(rest[start..end], hexadecimal, result);
                return end < rest.Length && rest[end] == ';' ? end + 1 : end;
            }
        }
        else
        {
            int end = 0;
            while (end < rest.Length && end < MaxNameLength && rest[end] is not ('\t' or '\n' or '\f' or ' ' or '<' or '&' or '#' or ';'))
            {
                end++;
            }

            int withSemicolon = end > 0 && end < rest.Length && rest[end] == ';' ? end + 1 : end;
            for (int length = withSemicolon; length > 1; length--)
            {
                if (Named.Value.TryGetValue(rest[..length].ToString(), out string? characters))
                {
                    result.Append(characters);
                    return length;
                }
            }
        }

        result.Append('&');
        return 0;
    }

    private static void AppendCodePoint(ReadOnlySpan<char> digits, bool hexadecimal, StringBuilder result)
    {
        NumberStyles style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        ReadOnlySpan<char> significant = digits.TrimStart('0');
        int code = significant.Length > 7 ? int.MaxValue : significant.IsEmpty ? 0 : int.Parse(significant, style, CultureInfo.InvariantCulture);
        if (code == 0 || !Rune.IsValid(code))
        {
            result.Append('\uFFFD');
        }
        else if (code is >= 0x80 and <= 0x9F)
        {
            result.Append(Windows1252.Character((char)code));
        }
        else if (!IsDropped(code))
        {
            result.Append(new Rune(code).ToString());
        }
    }

    /// <summary>Control characters and noncharacters, which a numeric reference cannot name. Source: html.unescape.</summary>
    private static bool IsDropped(int code)
    {
        return code is (>= 0x01 and <= 0x08) or 0x0B or (>= 0x0E and <= 0x1F) or 0x7F or (>= 0xFDD0 and <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
    }

    private static Dictionary<string, string> ReadNames()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in EmbeddedText.Lines("html-entities.txt"))
        {
            string[] fields = line.Split(' ');
            names.Add(fields[0], string.Concat(fields.Skip(1).Select(hex => new Rune(Convert.ToInt32(hex, 16)).ToString())));
        }

        return names;
    }
}
