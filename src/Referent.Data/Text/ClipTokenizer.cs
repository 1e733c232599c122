using System.Text;

namespace Referent.Data.Text;

/// <summary>CLIP's tokenizer: text to the ids its text encoder reads, and back.</summary>
/// <remarks>Source: clip/simple_tokenizer.py and clip.tokenize. Cleaning: see <see cref="TextCleaner"/>. The literals
/// <c>&lt;|startoftext|&gt;</c> and <c>&lt;|endoftext|&gt;</c> in a text become the special ids, as there. Thread-safe; nothing is cached
/// between texts, so the first text costs as much as the last.</remarks>
public sealed class ClipTokenizer(BpeVocabulary vocabulary)
{
    /// <summary>Ids in a row of the published text encoders. Source: clip.tokenize, context_length.</summary>
    public const int DefaultContextLength = 77;

    /// <summary>The vocabulary this tokenizer was made with.</summary>
    public BpeVocabulary Vocabulary { get; } = vocabulary ?? throw new ArgumentNullException(nameof(vocabulary));

    /// <summary>The row of ids a text encoder takes.</summary>
    /// <param name="text">Any text, the empty one too. What does not fit is cut off.</param>
    /// <param name="contextLength">Length of the row, at least 2.</param>
    /// <param name="cut">What happens to a text that does not fit.</param>
    public TokenizedText Tokenize(string text, int contextLength = DefaultContextLength, TextCut cut = TextCut.KeepEnd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 2);
        int[] ids = new int[contextLength];
        var sink = new IdSink(ids.AsSpan(1));
        EncodeInto(text, ref sink);
        bool truncated = sink.Count > contextLength - 2;
        if (truncated && cut == TextCut.AsReleased)
        {
            ids[0] = Vocabulary.StartOfText;
            return new TokenizedText(ids, contextLength, truncated);
        }

        int end = truncated ? contextLength - 1 : sink.Count + 1;
        ids[0] = Vocabulary.StartOfText;
        ids[end] = Vocabulary.EndOfText;
        return new TokenizedText(ids, Array.IndexOf(ids, Vocabulary.EndOfText) + 1, truncated);
    }

    /// <summary>All ids of a text, without the start and the end of text; empty for a text of spaces.</summary>
    public int[] Encode(string text)
    {
        var sink = new IdSink([]);
        EncodeInto(text, ref sink);
        return sink.ToArray();
    }

    /// <summary>The text of ids: lower case, a space after each word. Bytes that are no UTF-8 become U+FFFD.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var bytes = new List<byte>();
        foreach (int id in ids)
        {
            foreach (char character in Vocabulary.TokenText(id))
            {
                ByteAlphabet.TryGetByte(character, out byte value); // every character of a vocabulary was checked when it was built
                bytes.Add(value);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]).Replace(BpeVocabulary.WordEnd, " ", StringComparison.Ordinal);
    }

    private void EncodeInto(string text, ref IdSink sink)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = new WordSplitter(TextCleaner.Clean(text));
        while (!sink.IsFull && pieces.MoveNext())
        {
            if (pieces.Current.SequenceEqual(SpecialTokens.StartOfText))
            {
                sink.Add(Vocabulary.StartOfText);
            }
            else if (pieces.Current.SequenceEqual(SpecialTokens.EndOfText))
            {
                sink.Add(Vocabulary.EndOfText);
            }
            else
            {
                EncodePiece(pieces.Current, ref sink);
            }
        }
    }

    private void EncodePiece(ReadOnlySpan<char> piece, ref IdSink sink)
    {
        const int OnStack = 128;
        int count = Encoding.UTF8.GetByteCount(piece);
        Span<byte> bytes = count <= OnStack ? stackalloc byte[OnStack] : new byte[count];
        Span<int> symbols = count <= OnStack ? stackalloc int[OnStack] : new int[count];
        Span<int> pairs = count <= OnStack ? stackalloc int[OnStack] : new int[count];
        Encoding.UTF8.GetBytes(piece, bytes);
        for (int i = 0; i < count; i++)
        {
            symbols[i] = ByteAlphabet.Id(bytes[i]);
        }

        symbols[count - 1] += ByteAlphabet.Count;
        sink.Add(symbols[..BytePairMerger.MergeAll(Vocabulary, symbols[..count], pairs[..count])]);
    }
}
