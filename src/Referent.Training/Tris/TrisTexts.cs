using Referent.Data;
using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Torch;

namespace Referent.Training.Tris;

/// <summary>
/// The pictures and sentences of a split, and the ids of each sentence. Reads no ground truth. Sentences are numbered through all refs.
/// </summary>
internal sealed class TrisTexts
{
    private readonly IReadOnlyList<TrainingSample> _refs;
    private readonly int[][] _sentences;
    private readonly int[][] _companions;
    private readonly List<string> _texts = [];
    private readonly int[][] _ids;

    /// <param name="refs">At least one.</param>
    /// <param name="tokenize">The ids of a text up to its end.</param>
    public TrisTexts(IReadOnlyList<TrainingSample> refs, Func<string, int[]> tokenize)
    {
        _refs = refs;
        _sentences = new int[refs.Count][];
        Dictionary<string, List<int>> pictures = new(StringComparer.Ordinal);
        for (int i = 0; i < refs.Count; i++)
        {
            _sentences[i] = [.. Enumerable.Range(_texts.Count, refs[i].Sentences.Count)];
            _texts.AddRange(refs[i].Sentences.Select(sentence => sentence.Text));
            (pictures.TryGetValue(refs[i].ImagePath, out List<int>? there) ? there : pictures[refs[i].ImagePath] = []).Add(i);
        }

        _companions = [.. refs.Select((item, i) => pictures[item.ImagePath].Where(other => other != i).ToArray())];
        _ids = [.. _texts.AsParallel().AsOrdered().Select(tokenize)];
    }

    /// <summary>Number of refs.</summary>
    public int Count => _refs.Count;

    public string PictureOf(int item) => _refs[item].ImagePath;

    /// <summary>Numbers of a ref's sentences.</summary>
    public IReadOnlyList<int> SentencesOf(int item) => _sentences[item];

    /// <summary>What a sentence says.</summary>
    public string TextOf(int sentence) => _texts[sentence];

    /// <summary>A ref asked for by one of its sentences, for messages.</summary>
    public string NameOf(int item, int sentence) => $"{PictureOf(item)}, \"{TextOf(sentence)}\"";

    /// <summary>A sentence of any ref.</summary>
    public int Draw(CounterRandom random) => random.Pick(_sentences[random.Below(_sentences.Length)]);

    /// <summary>
    /// Sentences of other refs of the same picture, and where they are too few of the whole set; none reads like the own one but as released.
    /// </summary>
    /// <param name="item">The ref.</param>
    /// <param name="own">Its sentence.</param>
    /// <param name="count">K</param>
    /// <param name="topUp">What is done where they are too few.</param>
    /// <param name="random">Decides.</param>
    public int[] DrawOthers(int item, int own, int count, NegativeTopUp topUp, CounterRandom random)
    {
        int[] companions = _companions[item];
        if (topUp == NegativeTopUp.AsReleased && companions.Length > 0)
        {
            return [.. Enumerable.Range(0, count).Select(_ => random.Pick(_sentences[random.Pick(companions)]))];
        }

        int[] there = topUp == NegativeTopUp.AsReleased
            ? []
            : [.. companions.SelectMany(other => _sentences[other]).Where(sentence => _texts[sentence] != _texts[own])];
        random.Shuffle(there);
        return [.. there.Take(count), .. Enumerable.Range(0, Math.Max(0, count - there.Length)).Select(_ => DrawUnlike(own, random))];
    }

    /// <summary>The ids of sentences, row by row, padded with 0 to the longest.</summary>
    public TokenRows Rows(IReadOnlyList<int> sentences)
    {
        int length = sentences.Max(sentence => _ids[sentence].Length);
        long[] ids = new long[sentences.Count * length];
        for (int i = 0; i < sentences.Count; i++)
        {
            int[] row = _ids[sentences[i]];
            for (int j = 0; j < row.Length; j++)
            {
                ids[(i * length) + j] = row[j];
            }
        }

        return new TokenRows(ids, sentences.Count, length);
    }

    /// <summary>
    /// The ids a text encoder needs: up to the end of text, since later positions cannot influence it; all where a cut took the end.
    /// </summary>
    public static int[] Tokenize(ClipTokenizer tokenizer, string text, int length, TextCut cut)
    {
        TokenizedText row = tokenizer.Tokenize(text, length, cut);
        return row.Length > 0 ? row.Ids[..row.Length] : row.Ids;
    }

    /// <summary>A sentence of any ref that reads otherwise; after many tries any, so that a set of one text comes to an end.</summary>
    private int DrawUnlike(int own, CounterRandom random)
    {
        const int tries = 100;
        int drawn = Draw(random);
        for (int i = 0; i < tries && _texts[drawn] == _texts[own]; i++)
        {
            drawn = Draw(random);
        }

        return drawn;
    }
}

/// <summary>Ids of texts as one block.</summary>
/// <param name="Ids">[Count, Length], padded with 0.</param>
/// <param name="Count">Texts.</param>
/// <param name="Length">Of the longest.</param>
internal sealed record TokenRows(long[] Ids, int Count, int Length)
{
    /// <summary>[Count, Length], Int64; the innermost scope's.</summary>
    public Tensor ToTensor() => Tensor.From(Ids, Count, Length);
}
