using Referent.Data;
using Referent.Data.Refer;
using Referent.Imaging.Codecs;
using Referent.Imaging.Masks;
using Referent.Imaging.Preprocessing;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>The batches of the second stage: pictures, a sentence of each ref, and its pseudo-mask. A batch depends on its step only.</summary>
/// <param name="config">Sizes and seed.</param>
/// <param name="refs">Those with masks.</param>
/// <param name="texts">Of these refs, ids with padding.</param>
/// <param name="masks">By ref id, at the pictures' size.</param>
internal sealed class TrisStage2Batches(
    TrisStage2TrainingConfig config, IReadOnlyList<TrainingSample> refs, TrisTexts texts, IReadOnlyDictionary<long, RunLengthMask> masks)
{
    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x7472_6932_32;

    private readonly EpochSampler _sampler = new(config.Seed, refs.Count, config.BatchSize);

    /// <summary>Steps in which every ref is seen about once.</summary>
    public long StepsPerEpoch => Math.Max(1, (refs.Count + config.BatchSize - 1) / config.BatchSize);

    /// <summary>The batch of one step, made on the calling thread.</summary>
    public TrisStage2Batch Make(long step)
    {
        (long Epoch, int Sample)[] samples = _sampler.Batch(step);
        int side = config.ImageSize, pixels = side * side;
        float[] planes = new float[samples.Length * 3 * pixels];
        float[] targets = new float[samples.Length * pixels];
        int[] sentences = new int[samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            int sample = samples[i].Sample;
            sentences[i] = new CounterRandom(config.Seed, Purpose, samples[i].Epoch, sample).Pick(texts.SentencesOf(sample));
            ImagePreprocessing.TrisSquare(ImageDecoder.ReadFile(refs[sample].ImagePath), side).Planes.CopyTo(planes, i * 3 * pixels);
            Stretch(masks[refs[sample].RefId].ToMask(), side, targets.AsSpan(i * pixels, pixels));
        }

        string[] names = [.. sentences.Select((sentence, i) => texts.NameOf(samples[i].Sample, sentence))];
        return new TrisStage2Batch(planes, texts.Rows(sentences), targets, names);
    }

    /// <summary>The pixel under each centre, as Pillow's nearest filter takes it.</summary>
    private static void Stretch(BinaryMask mask, int side, Span<float> target)
    {
        for (int y = 0; y < side; y++)
        {
            int row = (int)((y + 0.5) * mask.Height / side);
            for (int x = 0; x < side; x++)
            {
                target[(y * side) + x] = mask[row, (int)((x + 0.5) * mask.Width / side)] ? 1 : 0;
            }
        }
    }
}

/// <summary>One step's pictures, texts and masks. Axes: B pictures of S x S pixels, L ids of a text.</summary>
/// <param name="Planes">[B, 3, S, S], normalised as TRIS does.</param>
/// <param name="Texts">[B, L]</param>
/// <param name="Masks">[B, 1, S, S]: 1 where the pseudo-mask is.</param>
/// <param name="Names">The samples, for messages.</param>
internal sealed record TrisStage2Batch(float[] Planes, TokenRows Texts, float[] Masks, string[] Names);
