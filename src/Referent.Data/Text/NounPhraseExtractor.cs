namespace Referent.Data.Text;

/// <summary>Finds the base noun phrases of a referring expression as people write them: every one is a candidate for the referent.</summary>
/// <remarks>Rules over word classes, ours; no model. What counts as a phrase is written in tests/fixtures/text/noun-phrases.md: place words
/// alone ("left", "bottom corner"), pronouns and qualities alone ("in green") are none, possessor and possessed are two.</remarks>
public static class NounPhraseExtractor
{
    /// <summary>The phrases in the order of the expression, without overlap; none for an expression such as "second from left".</summary>
    /// <param name="expression">Any text; English is understood. Letter case does not matter.</param>
    public static IReadOnlyList<NounPhrase> Extract(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        List<ExpressionWord> words = ExpressionWords.Split(expression);
        PhraseRole[] roles = new PhraseRoles(words).Decide();
        List<NounPhrase> phrases = [];
        int position = 0;
        while (position < words.Count)
        {
            int start = position;
            position = SkipModifiers(roles, position);
            if (position < words.Count && roles[position] == PhraseRole.Noun)
            {
                int head = LastNoun(words, roles, position);
                position = RoleAt(roles, head + 1) == PhraseRole.Suffix ? head + 2 : head + 1;
                AddPhrase(expression, words, TrimStart(roles, start), head, position, phrases);
            }
            else if (position > start + 1 && IsGarment(words, roles, position - 1))
            {
                AddPhrase(expression, words, TrimStart(roles, start), position - 1, position, phrases);
            }
            else if (position == start)
            {
                position++;
            }
        }

        return phrases;
    }

    private static int SkipModifiers(PhraseRole[] roles, int position)
    {
        while (position < roles.Length && roles[position] is PhraseRole.Modifier or PhraseRole.Place or PhraseRole.Degree or PhraseRole.Coordinator)
        {
            position++;
        }

        return position;
    }

    /// <summary>The last of the nouns that follow each other. A human is not a kind of thing, so "girl pigtails" is two phrases.</summary>
    private static int LastNoun(List<ExpressionWord> words, PhraseRole[] roles, int first)
    {
        int last = first;
        while (true)
        {
            int next = RoleAt(roles, last + 1) == PhraseRole.Suffix ? last + 2 : last + 1; // "number 10 jersey"
            bool ends = RoleAt(roles, next) != PhraseRole.Noun;
            if (ends || (words[last].Class == WordClass.Person && words[next].Class != WordClass.Person))
            {
                return last;
            }

            last = next;
        }
    }

    private static PhraseRole RoleAt(PhraseRole[] roles, int index) => index < roles.Length ? roles[index] : PhraseRole.Break;

    /// <summary>The first word that belongs to the phrase: an adverb needs a quality behind it.</summary>
    private static int TrimStart(PhraseRole[] roles, int start)
    {
        while (roles[start] is PhraseRole.Coordinator
            || (roles[start] == PhraseRole.Degree && roles[start + 1] is PhraseRole.Noun or PhraseRole.Degree))
        {
            start++;
        }

        return start;
    }

    /// <summary>"red top" is something to wear, unlike "top left" and "far top".</summary>
    private static bool IsGarment(List<ExpressionWord> words, PhraseRole[] roles, int index)
    {
        return words[index].Lower == "top" && roles[index - 1] == PhraseRole.Modifier
            && words[index - 1].Class is WordClass.Adjective or WordClass.Dual;
    }

    private static void AddPhrase(string expression, List<ExpressionWord> words, int start, int head, int end, List<NounPhrase> phrases)
    {
        bool quantity = WordLexicon.Quantities.Contains(words[head].Lower) && head + 1 < words.Count && words[head + 1].Lower == "of";
        if (!quantity && !(start == head && IsThePicture(words, head)))
        {
            string text = expression[words[start].Start..words[end - 1].End];
            phrases.Add(new NounPhrase(text, expression[words[head].Start..words[head].End], words[start].Start));
        }
    }

    /// <summary>"of the picture", "in photo": the whole image, which only completes a place.</summary>
    private static bool IsThePicture(List<ExpressionWord> words, int index)
    {
        int before = index - 1;
        if (before >= 0 && words[before].Class == WordClass.Determiner)
        {
            before--;
        }

        return before >= 0 && words[before].Lower is "in" or "of" && WordLexicon.Pictures.Contains(words[index].Lower);
    }
}
