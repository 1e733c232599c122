using System.Text;

namespace Referent.Data.Text;

/// <summary>Brings text into the form CLIP was trained on.</summary>
/// <remarks>Source: clip/simple_tokenizer.py, basic_clean and whitespace_clean: ftfy.fix_text, html.unescape twice, runs of white space to one
/// space, Python's lower(). Differs: of ftfy there are the repairs that need no guessing (typographic quotes straightened, Latin ligatures and
/// full- and half-width forms folded, C1 controls read as Windows-1252, control characters removed, normalisation form C), after the
/// unescaping and not before it; its guessing of wrongly decoded text ("mojibake") is left out.</remarks>
internal static class TextCleaner
{
    /// <summary>The cleaned, lower-case text, without white space at its ends.</summary>
    public static string Clean(string text)
    {
        string unescaped = HtmlEntities.Unescape(HtmlEntities.Unescape(text));
        string repaired = Ascii.IsValid(unescaped) ? unescaped : CanonicalComposition.Compose(FoldCharacters(unescaped));
        string spaced = CollapseSpaces(repaired);
        return Ascii.IsValid(spaced) ? spaced.ToLowerInvariant() : LowerCase.Of(spaced);
    }

    private static string FoldCharacters(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value) // an unpaired surrogate is U+FFFD by now
            {
                case >= 0x80 and <= 0x9F:
                    FoldCharacter(Windows1252.Character((char)rune.Value), result);
                    break;
                case <= 0xFFFF:
                    FoldCharacter((char)rune.Value, result);
                    break;
                default:
                    result.Append(rune.ToString());
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>Source: ftfy's tables of ligatures, widths and quotes.</summary>
    private static void FoldCharacter(char character, StringBuilder result)
    {
        _ = character switch
        {
            < '\u0132' => result.Append(character),
            '\u0132' => result.Append("IJ"),
            '\u0133' => result.Append("ij"),
            '\u0149' => result.Append("'n"),
            '\u01C4' => result.Append("D\u017D"),
            '\u01C5' => result.Append("D\u017E"),
            '\u01C6' => result.Append("d\u017E"),
            '\u01C7' => result.Append("LJ"),
            '\u01C8' => result.Append("Lj"),
            '\u01C9' => result.Append("lj"),
            '\u01CA' => result.Append("NJ"),
            '\u01CB' => result.Append("Nj"),
            '\u01CC' => result.Append("nj"),
            '\u01F1' => result.Append("DZ"),
            '\u01F2' => result.Append("Dz"),
            '\u01F3' => result.Append("dz"),
            '\u02BC' or (>= '\u2018' and <= '\u201B') => result.Append('\''),
            >= '\u201C' and <= '\u201F' => result.Append('"'),
            '\u3000' => result.Append(' '),
            '\uFB00' => result.Append("ff"),
            '\uFB01' => result.Append("fi"),
            '\uFB02' => result.Append("fl"),
            '\uFB03' => result.Append("ffi"),
            '\uFB04' => result.Append("ffl"),
            '\uFB05' => result.Append("\u017Ft"),
            '\uFB06' => result.Append("st"),
            >= '\uFF01' and <= '\uFFEF' when UnicodeData.Instance.UsualWidth(character) is { } usual => result.Append(usual),
            _ => result.Append(character),
        };
    }

    private static string CollapseSpaces(string text)
    {
        if (!NeedsCollapsing(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        bool space = false;
        foreach (char character in text)
        {
            if (IsRemovedControl(character))
            {
                continue;
            }

            if (char.IsWhiteSpace(character))
            {
                space = result.Length > 0;
            }
            else
            {
                result.Append(space ? " " : "").Append(character);
                space = false;
            }
        }

        return result.ToString();
    }

    private static bool NeedsCollapsing(string text)
    {
        bool space = true;
        foreach (char character in text)
        {
            bool thisSpace = character == ' ';
            if ((thisSpace && space) || (!thisSpace && char.IsWhiteSpace(character)) || IsRemovedControl(character))
            {
                return true;
            }

            space = thisSpace;
        }

        return space;
    }

    /// <summary>Control characters without a meaning in running text. Source: ftfy, remove_control_chars.</summary>
    private static bool IsRemovedControl(char character)
    {
        return character is <= '\u0008' or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F'
            or (>= '\u206A' and <= '\u206F') or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFC');
    }
}
