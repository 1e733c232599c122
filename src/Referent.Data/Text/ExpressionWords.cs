namespace Referent.Data.Text;

/// <summary>A word of a referring expression.</summary>
/// <param name="Lower">Its lower-case form with a straight apostrophe.</param>
/// <param name="Start">Index of its first character in the expression.</param>
/// <param name="End">Index behind its last character.</param>
/// <param name="Class">Its class before context.</param>
internal readonly record struct ExpressionWord(string Lower, int Start, int End, WordClass Class);

/// <summary>Cuts a referring expression into words: possessive 's and punctuation are breaks, "w/", "o'clock" and "t-shirt" are words.</summary>
internal static class ExpressionWords
{
    /// <summary>Negated auxiliaries and the hour keep their apostrophe; of all other words it cuts something off.</summary>
    private const string Clock = "o'clock";

    /// <summary>The words in order.</summary>
    public static List<ExpressionWord> Split(string expression)
    {
        List<ExpressionWord> words = [];
        int position = 0;
        while (position < expression.Length)
        {
            int end = EndOfWord(expression, position);
            if (end > position)
            {
                AddWord(expression, position, end, words);
                position = end;
                continue;
            }

            char symbol = expression[position];
            if (!char.IsWhiteSpace(symbol))
            {
                words.Add(new ExpressionWord(symbol.ToString(), position, position + 1, ClassOfSymbol(symbol)));
            }

            position++;
        }

        return words;
    }

    private static WordClass ClassOfSymbol(char symbol)
    {
        return symbol switch
        {
            '&' => WordClass.Conjunction,
            '@' => WordClass.Preposition,
            _ => WordClass.Break,
        };
    }

    private static int EndOfWord(string text, int start)
    {
        int end = start;
        while (end < text.Length && (IsLetter(text[end]) || JoinsLetters(text, start, end)))
        {
            end++;
        }

        bool with = end - start == 1 && text[start] is 'w' or 'W' && end < text.Length && text[end] == '/';
        if (with)
        {
            bool without = end + 1 < text.Length && text[end + 1] is 'o' or 'O' && (end + 2 == text.Length || !IsLetter(text[end + 2]));
            return end + (without ? 2 : 1);
        }

        return end;
    }

    private static bool IsLetter(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character) || char.IsBetween(character, '\u0300', '\u036F');

    private static bool JoinsLetters(string text, int start, int index)
    {
        if (index == start || index + 1 == text.Length || !IsLetter(text[index + 1]))
        {
            return false;
        }

        return text[index] is '-' or '\'' or '’' or '‘'
            || (text[index] is ':' or '.' && char.IsDigit(text[index - 1]) && char.IsDigit(text[index + 1]));
    }

    private static void AddWord(string text, int start, int end, List<ExpressionWord> words)
    {
        string lower = text[start..end].ToLowerInvariant().Replace('’', '\'').Replace('‘', '\'');
        int apostrophe = lower.IndexOf('\'', StringComparison.Ordinal);
        if (apostrophe < 0 || lower == Clock || lower.EndsWith("n't", StringComparison.Ordinal))
        {
            words.Add(new ExpressionWord(lower, start, end, WordLexicon.Classify(lower)));
            return;
        }

        string stem = lower[..apostrophe];
        words.Add(new ExpressionWord(stem, start, start + apostrophe, WordLexicon.Classify(stem)));
        bool verb = words[^1].Class is WordClass.Subject or WordClass.Relative || lower[apostrophe..] is not "'s";
        words.Add(new ExpressionWord(lower[apostrophe..], start + apostrophe, end, verb ? WordClass.Be : WordClass.Break));
    }
}
