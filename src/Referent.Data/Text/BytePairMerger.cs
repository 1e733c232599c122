namespace Referent.Data.Text;

/// <summary>Merges the symbols of one word until no known pair is left.</summary>
/// <remarks>Source: clip/simple_tokenizer.py, bpe: every pass merges all occurrences of the pair learnt first, left to right. The ids of
/// possible merges are kept beside the symbols, so that a pass looks up only the pairs it changed. Differs: none.</remarks>
internal static class BytePairMerger
{
    /// <summary>Merges in place and returns how many symbols are left at the front of <paramref name="symbols"/>.</summary>
    /// <param name="vocabulary">The merges.</param>
    /// <param name="symbols">Ids of byte symbols, at least one, the last in its word-ending form.</param>
    /// <param name="pairs">Scratch space as long as <paramref name="symbols"/>.</param>
    public static int MergeAll(BpeVocabulary vocabulary, Span<int> symbols, Span<int> pairs)
    {
        int count = symbols.Length;
        for (int i = 0; i + 1 < count; i++)
        {
            pairs[i] = vocabulary.Merge(symbols[i], symbols[i + 1]);
        }

        while (count > 1)
        {
            int best = Lowest(pairs[..(count - 1)]);
            if (best == MergeTable.None)
            {
                break;
            }

            count = MergePass(vocabulary, symbols[..count], pairs, best);
        }

        return count;
    }

    private static int Lowest(ReadOnlySpan<int> pairs)
    {
        int lowest = MergeTable.None;
        foreach (int pair in pairs)
        {
            lowest = Math.Min(lowest, pair);
        }

        return lowest;
    }

    private static int MergePass(BpeVocabulary vocabulary, Span<int> symbols, Span<int> pairs, int best)
    {
        int write = 0;
        bool previousMerged = false;
        for (int read = 0; read < symbols.Length; write++)
        {
            // pairs[read] belongs to symbols[read] and its right neighbour, and both are still as they were.
            bool merges = read + 1 < symbols.Length && pairs[read] == best;
            int pairOnRight = merges ? MergeTable.None : pairs[read];
            symbols[write] = merges ? best : symbols[read];
            if (write > 0 && (merges || previousMerged))
            {
                pairs[write - 1] = vocabulary.Merge(symbols[write - 1], symbols[write]);
            }

            pairs[write] = pairOnRight;
            previousMerged = merges;
            read += merges ? 2 : 1;
        }

        return write;
    }
}
