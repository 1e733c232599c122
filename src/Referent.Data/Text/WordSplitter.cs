using System.Buffers;
using System.Globalization;
using System.Text;

namespace Referent.Data.Text;

/// <summary>Splits cleaned text into the pieces that byte-pair merging works on, one at a time.</summary>
/// <remarks>Source: the pattern of clip/simple_tokenizer.py: the special tokens; 's 't 're 've 'm 'll 'd; a run of letters; one number
/// character; a run of anything else that is no space. Written as a scanner because it runs for every text. Differs: none.</remarks>
internal ref struct WordSplitter(ReadOnlySpan<char> text)
{
    /// <summary>The Greek iota below. Ignoring case it is no letter and no non-letter to the pattern, which therefore skips it.</summary>
    private const int UnmatchedMark = 0x345;

    private readonly ReadOnlySpan<char> _text = text;
    private int _position;

    private enum CharacterKind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The piece found by the last <see cref="MoveNext"/>; never empty.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Finds the next piece; false at the end of the text.</summary>
    public bool MoveNext()
    {
        while (_position < _text.Length)
        {
            ReadOnlySpan<char> rest = _text[_position..];
            CharacterKind kind = KindAt(rest, out int length);
            if (kind == CharacterKind.Space)
            {
                _position += length;
                continue;
            }

            Current = rest[..PieceLength(rest, kind, length)];
            _position += Current.Length;
            return true;
        }

        return false;
    }

    private static int PieceLength(ReadOnlySpan<char> rest, CharacterKind kind, int first)
    {
        if (kind == CharacterKind.Number)
        {
            return first;
        }

        int fixedLength = rest[0] switch
        {
            '<' => SpecialLength(rest),
            '\'' => ContractionLength(rest),
            _ => 0,
        };
        if (fixedLength > 0)
        {
            return fixedLength;
        }

        int end = first;
        while (end < rest.Length && KindAt(rest[end..], out int length) == kind)
        {
            end += length;
        }

        return end;
    }

    private static int SpecialLength(ReadOnlySpan<char> rest)
    {
        return rest.StartsWith(SpecialTokens.StartOfText, StringComparison.Ordinal) ? SpecialTokens.StartOfText.Length
            : rest.StartsWith(SpecialTokens.EndOfText, StringComparison.Ordinal) ? SpecialTokens.EndOfText.Length
            : 0;
    }

    private static int ContractionLength(ReadOnlySpan<char> rest)
    {
        char first = rest.Length > 1 ? rest[1] : '\0';
        char second = rest.Length > 2 ? rest[2] : '\0';
        return (first, second) switch
        {
            ('s' or 't' or 'm' or 'd' or 'ſ', _) => 2, // The pattern ignores case, and the long s folds to s.
            ('r' or 'v', 'e') or ('l', 'l') => 3,
            _ => 0,
        };
    }

    private static CharacterKind KindAt(ReadOnlySpan<char> rest, out int length)
    {
        char first = rest[0];
        length = 1;
        if (char.IsAscii(first))
        {
            return char.IsAsciiLetter(first) ? CharacterKind.Letter
                : char.IsAsciiDigit(first) ? CharacterKind.Number
                : char.IsWhiteSpace(first) ? CharacterKind.Space
                : CharacterKind.Other;
        }

        if (Rune.DecodeFromUtf16(rest, out Rune rune, out length) != OperationStatus.Done)
        {
            return CharacterKind.Other;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharacterKind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterKind.Number,
            _ => Rune.IsWhiteSpace(rune) || rune.Value == UnmatchedMark ? CharacterKind.Space : CharacterKind.Other,
        };
    }
}
