using System.IO.Compression;
using System.Text;

namespace Referent.Data.Text;

/// <summary>
/// A byte-pair vocabulary in CLIP's layout: 256 byte symbols, the same 256 ending a word, one symbol per merge, and two special tokens.
/// </summary>
/// <remarks>Source: clip/simple_tokenizer.py and its bpe_simple_vocab_16e6.txt.gz, of which the header and the first 48,894 merges are used.
/// Differs: any smaller number of merges is allowed, so that a small model has a small vocabulary. Immutable and thread-safe.</remarks>
public sealed class BpeVocabulary
{
    /// <summary>Merges CLIP uses; further lines of a file are not read. Source: clip/simple_tokenizer.py, merges[1:49152-256-2+1].</summary>
    public const int MaxMerges = 48_894;

    /// <summary>The mark that ends a word's last symbol. Source: clip/simple_tokenizer.py.</summary>
    internal const string WordEnd = "</w>";

    /// <summary>Longest accepted line, in characters. Chosen: ten times the longest line of CLIP's file (65).</summary>
    private const int MaxLineLength = 650;

    /// <summary>Longest accepted file, decompressed. Chosen: five times CLIP's file (3.2 MB).</summary>
    private const int MaxBytes = 16 << 20;

    private const int FirstMerge = 2 * ByteAlphabet.Count;
    private const string HeaderMark = "#version";

    private readonly string[] _tokens;
    private readonly (int Left, int Right)[] _merges;
    private readonly MergeTable _table;

    private BpeVocabulary(string[] tokens, (int Left, int Right)[] merges)
    {
        _tokens = tokens;
        _merges = merges;
        _table = new MergeTable(merges.Length);
        for (int rank = 0; rank < merges.Length; rank++)
        {
            _table.Add(merges[rank].Left, merges[rank].Right, FirstMerge + rank);
        }
    }

    /// <summary>Number of merges, 0 to <see cref="MaxMerges"/>.</summary>
    public int MergeCount => _merges.Length;

    /// <summary>Number of ids: 512 + merges + 2 (49,408 for CLIP's file). This is the height of a model's token embedding.</summary>
    public int Size => _tokens.Length;

    /// <summary>Id of <c>&lt;|startoftext|&gt;</c>, the last but one (49,406 for CLIP's file).</summary>
    public int StartOfText => Size - 2;

    /// <summary>Id of <c>&lt;|endoftext|&gt;</c>, the last and largest (49,407 for CLIP's file).</summary>
    public int EndOfText => Size - 1;

    /// <summary>Reads a vocabulary file, gzip-compressed or plain text (recognised by its content).</summary>
    /// <param name="path">A text file: a header line holding "#version", then one merge "left right" per line, most frequent first.</param>
    /// <exception cref="InvalidDataException">The file is not such a list; the message names the line and what is wrong with it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BpeVocabulary Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using Stream content = gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        UTF8Encoding strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        using var reader = new StreamReader(ReadLimited(content, Path.GetFileName(path)), strict);
        try
        {
            return Read(reader, Path.GetFileName(path));
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException($"{Path.GetFileName(path)}: expected UTF-8 text, found other bytes. Is this a BPE merges file?", fault);
        }
    }

    /// <summary>Builds a vocabulary from merges in order of rank.</summary>
    /// <param name="merges">Pairs of symbols, each a byte symbol or the result of an earlier merge; at most <see cref="MaxMerges"/>.</param>
    /// <exception cref="InvalidDataException">A symbol is unknown, a result comes twice, or there are too many merges.</exception>
    public static BpeVocabulary FromMerges(IReadOnlyList<(string Left, string Right)> merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        if (merges.Count > MaxMerges)
        {
            throw new InvalidDataException($"Expected at most {MaxMerges} merges, got {merges.Count}.");
        }

        string[] tokens = new string[FirstMerge + merges.Count + 2];
        var ids = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (int id = 0; id < ByteAlphabet.Count; id++)
        {
            Add(id, ByteAlphabet.Character(id).ToString());
            Add(id + ByteAlphabet.Count, ByteAlphabet.Character(id) + WordEnd);
        }

        var merged = new (int, int)[merges.Count];
        for (int rank = 0; rank < merges.Count; rank++)
        {
            (string left, string right) = merges[rank];
            if (!ids.TryGetValue(left, out int leftId) || !ids.TryGetValue(right, out int rightId))
            {
                string unknown = ids.ContainsKey(left) ? right : left;
                throw new InvalidDataException($"Merge {rank} joins '{unknown}', which is neither a byte symbol nor the result of an earlier merge.");
            }

            if (!Add(FirstMerge + rank, left + right))
            {
                throw new InvalidDataException($"Merge {rank} ('{left}' + '{right}') makes '{left + right}', which exists already.");
            }

            merged[rank] = (leftId, rightId);
        }

        tokens[^2] = SpecialTokens.StartOfText;
        tokens[^1] = SpecialTokens.EndOfText;
        return new BpeVocabulary(tokens, merged);

        bool Add(int id, string token)
        {
            tokens[id] = token;
            return ids.TryAdd(token, id);
        }
    }

    /// <summary>Writes the vocabulary as a plain text file that <see cref="Load"/> reads; equal vocabularies give equal bytes.</summary>
    public void Save(string path)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine("#version: 0.2");
        foreach ((int left, int right) in _merges)
        {
            writer.WriteLine($"{_tokens[left]} {_tokens[right]}");
        }
    }

    /// <summary>The vocabulary's text of an id: byte symbols, a last <c>&lt;/w&gt;</c> where the token ends a word.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is not in 0 .. <see cref="Size"/> - 1.</exception>
    public string TokenText(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Size);
        return _tokens[id];
    }

    /// <summary>
    /// Id of the symbol that two neighbours merge into, or <see cref="MergeTable.None"/>. Lower ids were learnt earlier and merge first.
    /// </summary>
    internal int Merge(int left, int right) => _table.Find(left, right);

    private static MemoryStream ReadLimited(Stream content, string name)
    {
        var result = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            if (result.Length + read > MaxBytes)
            {
                throw new InvalidDataException($"{name}: expected at most {MaxBytes} bytes of text. Is this a BPE merges file?");
            }

            result.Write(buffer, 0, read);
        }

        result.Position = 0;
        return result;
    }

    private static BpeVocabulary Read(StreamReader reader, string name)
    {
        string? header = reader.ReadLine();
        if (header is null || header.Length > MaxLineLength || !header.Contains(HeaderMark, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: expected a first line with '{HeaderMark}', as in CLIP's bpe_simple_vocab_16e6.txt.gz.");
        }

        var merges = new List<(string, string)>();
        for (int line = 2; merges.Count < MaxMerges && reader.ReadLine() is { } text; line++)
        {
            int space = text.IndexOf(' ', StringComparison.Ordinal);
            if (text.Length > MaxLineLength || space <= 0 || space == text.Length - 1 || text.LastIndexOf(' ') != space)
            {
                string shown = text.Length > 40 ? text[..40] + "..." : text;
                throw new InvalidDataException($"{name}, line {line}: expected two symbols with one space between them, found '{shown}'.");
            }

            merges.Add((text[..space], text[(space + 1)..]));
        }

        try
        {
            return FromMerges(merges);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{name}: {fault.Message} (merge 0 is line 2)", fault);
        }
    }
}
