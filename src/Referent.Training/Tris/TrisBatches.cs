using Referent.Data;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>The batches of the first stage. A batch depends on its step only.</summary>
internal sealed class TrisBatches(TrisStage1TrainingConfig config, TrisTexts texts, TrisTexts judged)
{
    /// <summary>Tells these streams of random numbers from others of the same seed.</summary>
    private const long OfSample = 0x7472_6931;

    private const long OfStep = 0x7472_6932;

    private readonly EpochSampler _sampler = new(config.Seed, texts.Count, config.BatchSize);

    /// <summary>The batch of one step, made on the calling thread.</summary>
    public TrisBatch Make(long step)
    {
        (long Epoch, int Sample)[] samples = _sampler.Batch(step);
        int side = config.ImageSize;
        float[] planes = new float[samples.Length * 3 * side * side];
        int[] own = new int[samples.Length];
        List<int> others = [];
        for (int i = 0; i < samples.Length; i++)
        {
            int sample = samples[i].Sample;
            CounterRandom random = new(config.Seed, OfSample, samples[i].Epoch, sample);
            own[i] = random.Pick(texts.SentencesOf(sample));
            others.AddRange(texts.DrawOthers(sample, own[i], config.PictureNegatives, config.TopUp, random));
            ImagePreprocessing.TrisSquare(ImageDecoder.ReadFile(texts.PictureOf(sample)), side).Planes.CopyTo(planes, i * 3 * side * side);
        }

        CounterRandom draw = new(config.Seed, OfStep, step);
        int[] drawn = [.. Enumerable.Range(0, config.Negatives ?? 0).Select(_ => texts.Draw(draw))];
        return new TrisBatch
        {
            Planes = planes,
            Texts = texts.Rows([.. own, .. drawn]),
            Asked = [.. own.SelectMany((_, i) => AskedRow(i, own.Length, drawn.Length))],
            Own = [.. own.SelectMany((sentence, i) => OwnRow(sentence, i, own, drawn))],
            OwnJudged = judged.Rows(own),
            OthersJudged = others.Count == 0 ? null : judged.Rows(others),
            Names = [.. own.Select((sentence, i) => texts.NameOf(samples[i].Sample, sentence))],
        };
    }

    /// <summary>Which of the texts a picture is asked: the own ones of all pictures, or its own one and those drawn.</summary>
    private IEnumerable<long> AskedRow(int picture, int own, int drawn)
    {
        IEnumerable<int> asked = config.Negatives is null ? Enumerable.Range(0, own) : [picture, .. Enumerable.Range(own, drawn)];
        return asked.Select(at => (long)at);
    }

    /// <summary>Which of the texts that a picture is asked are its own.</summary>
    private IEnumerable<float> OwnRow(int sentence, int picture, int[] own, int[] drawn)
    {
        bool Is(int other) => config.EqualTexts == EqualTexts.Own && texts.TextOf(other) == texts.TextOf(sentence);
        IEnumerable<bool> row = config.Negatives is null ? own.Select((other, j) => j == picture || Is(other)) : [true, .. drawn.Select(Is)];
        return row.Select(isOwn => isOwn ? 1f : 0f);
    }
}

/// <summary>One step's pictures and texts. Axes: B pictures, T texts to encode, N texts asked of each picture, K negatives of each picture.</summary>
internal sealed record TrisBatch
{
    /// <summary>[B, 3, S, S], normalised as TRIS does.</summary>
    public required float[] Planes { get; init; }

    /// <summary>T: the pictures' own texts in their order, then those drawn from the whole set.</summary>
    public required TokenRows Texts { get; init; }

    /// <summary>[B, N]: which of the T texts each picture is asked.</summary>
    public required long[] Asked { get; init; }

    /// <summary>[B, N]: 1 where the text is the picture's own.</summary>
    public required float[] Own { get; init; }

    /// <summary>[B] in the judge's vocabulary.</summary>
    public required TokenRows OwnJudged { get; init; }

    /// <summary>[B K] in the judge's vocabulary; null for K = 0.</summary>
    public required TokenRows? OthersJudged { get; init; }

    /// <summary>The samples, for messages.</summary>
    public required string[] Names { get; init; }
}
