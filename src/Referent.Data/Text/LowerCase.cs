using System.Globalization;
using System.Text;

namespace Referent.Data.Text;

/// <summary>Full Unicode lower-casing as Python's str.lower() does it.</summary>
/// <remarks>The base library maps one character to one. Two cases need more: "İ" becomes "i" and a combining dot, and a capital sigma at the
/// end of a word becomes "ς". Source: Unicode Standard, chapter 3.13 and SpecialCasing.txt.</remarks>
internal static class LowerCase
{
    private const char CapitalSigma = '\u03A3';
    private const string DottedI = "\u0130";

    /// <summary>The lower-case text.</summary>
    public static string Of(string text)
    {
        if (text.Contains(CapitalSigma, StringComparison.Ordinal))
        {
            text = WithFinalSigmas(text);
        }

        return text.Replace(DottedI, "i\u0307", StringComparison.Ordinal).ToLowerInvariant();
    }

    private static string WithFinalSigmas(string text)
    {
        var result = new StringBuilder(text);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == CapitalSigma && FollowsLetter(text, i) && !PrecedesLetter(text, i))
            {
                result[i] = 'ς';
            }
        }

        return result.ToString();
    }

    private static bool FollowsLetter(string text, int index)
    {
        int i = index;
        while (i > 0)
        {
            i -= char.IsLowSurrogate(text[i - 1]) ? 2 : 1;
            Rune rune = Rune.GetRuneAt(text, i);
            if (!IsCaseIgnorable(rune))
            {
                return IsCased(rune);
            }
        }

        return false;
    }

    private static bool PrecedesLetter(string text, int index)
    {
        foreach (Rune rune in text.AsSpan(index + 1).EnumerateRunes())
        {
            if (!IsCaseIgnorable(rune))
            {
                return IsCased(rune);
            }
        }

        return false;
    }

    private static bool IsCased(Rune rune)
    {
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9);
    }

    private static bool IsCaseIgnorable(Rune rune)
    {
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
                or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol
            || rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
                or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A;
    }
}
