using System.Runtime.InteropServices;
using System.Text;

namespace Referent.Data.Text;

/// <summary>Learns a small vocabulary from text, so that a small model spends its embedding on the words it will meet.</summary>
/// <remarks>Source: Sennrich et al., "Neural Machine Translation of Rare Words with Subword Units" (2016), on the words and with the byte
/// symbols of CLIP's tokenizer. The same text gives the same merges: of pairs equally frequent the first in ordinal order is merged.</remarks>
public static class VocabularyLearner
{
    /// <summary>Least number of occurrences a merged pair has. Chosen: a pair seen once says nothing about other text.</summary>
    private const long MinOccurrences = 2;

    /// <summary>Learns up to <paramref name="merges"/> merges, fewer if no pair of symbols is left that occurs twice.</summary>
    /// <param name="texts">The corpus; the order of the texts does not matter.</param>
    /// <param name="merges">0 to <see cref="BpeVocabulary.MaxMerges"/>. The vocabulary has 514 more ids than merges.</param>
    public static BpeVocabulary Learn(IEnumerable<string> texts, int merges)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegative(merges);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(merges, BpeVocabulary.MaxMerges);
        var corpus = new PairCounts(CountWords(texts));
        var learnt = new List<(string, string)>(merges);
        var made = new HashSet<string>(StringComparer.Ordinal);
        while (learnt.Count < merges && corpus.MostFrequent(MinOccurrences) is { } pair)
        {
            // Overlapping letters can offer the same string by another cut; a vocabulary holds each string once.
            if (made.Add(pair.Left + pair.Right))
            {
                learnt.Add(pair);
                corpus.Merge(pair);
            }
            else
            {
                corpus.Forbid(pair);
            }
        }

        return BpeVocabulary.FromMerges(learnt);
    }

    private static Dictionary<string, long> CountWords(IEnumerable<string> texts)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        Dictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> bySpan = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string text in texts)
        {
            var words = new WordSplitter(TextCleaner.Clean(text));
            while (words.MoveNext())
            {
                CollectionsMarshal.GetValueRefOrAddDefault(bySpan, words.Current, out _)++;
            }
        }

        counts.Remove(SpecialTokens.StartOfText);
        counts.Remove(SpecialTokens.EndOfText);
        return counts;
    }

    /// <summary>The corpus as words of symbols, and how often each pair of neighbours occurs in it.</summary>
    private sealed class PairCounts
    {
        private readonly List<(List<string> Symbols, long Count)> _words = [];
        private readonly Dictionary<(string Left, string Right), long> _counts = [];
        private readonly Dictionary<(string Left, string Right), HashSet<int>> _wordsOf = [];
        private readonly HashSet<(string Left, string Right)> _forbidden = [];

        public PairCounts(Dictionary<string, long> words)
        {
            foreach ((string word, long count) in words)
            {
                List<string> symbols = [.. Encoding.UTF8.GetBytes(word).Select(value => ByteAlphabet.Character(ByteAlphabet.Id(value)).ToString())];
                symbols[^1] += BpeVocabulary.WordEnd;
                _words.Add((symbols, count));
                Count(_words.Count - 1, sign: 1);
            }
        }

        public (string Left, string Right)? MostFrequent(long minimum)
        {
            (string Left, string Right)? best = null;
            long bestCount = minimum - 1;
            foreach (((string Left, string Right) pair, long count) in _counts)
            {
                bool better = count > bestCount || (count == bestCount && best is { } other && Precedes(pair, other));
                if (better && !_forbidden.Contains(pair))
                {
                    (best, bestCount) = (pair, count);
                }
            }

            return best;
        }

        public void Merge((string Left, string Right) pair)
        {
            foreach (int word in _wordsOf[pair].ToArray())
            {
                Count(word, sign: -1);
                List<string> symbols = _words[word].Symbols;
                for (int i = 0; i + 1 < symbols.Count; i++)
                {
                    if (symbols[i] == pair.Left && symbols[i + 1] == pair.Right)
                    {
                        symbols[i] += symbols[i + 1];
                        symbols.RemoveAt(i + 1);
                    }
                }

                Count(word, sign: 1);
            }

            _counts.Remove(pair);
            _wordsOf.Remove(pair);
        }

        /// <summary>Never offers a pair again.</summary>
        public void Forbid((string Left, string Right) pair) => _forbidden.Add(pair);

        private static bool Precedes((string Left, string Right) a, (string Left, string Right) b)
        {
            int byLeft = string.CompareOrdinal(a.Left, b.Left);
            return byLeft < 0 || (byLeft == 0 && string.CompareOrdinal(a.Right, b.Right) < 0);
        }

        private void Count(int word, int sign)
        {
            (List<string> symbols, long count) = _words[word];
            for (int i = 0; i + 1 < symbols.Count; i++)
            {
                (string, string) pair = (symbols[i], symbols[i + 1]);
                ref long total = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, pair, out _);
                total += sign * count;
                ref HashSet<int>? holders = ref CollectionsMarshal.GetValueRefOrAddDefault(_wordsOf, pair, out _);
                holders ??= [];
                _ = sign > 0 ? holders.Add(word) : holders.Remove(word);
            }
        }
    }
}
