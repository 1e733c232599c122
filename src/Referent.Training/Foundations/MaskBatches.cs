using Referent.Data;
using Referent.Data.MaskCorpus;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Preprocessing;
using Referent.Models.Sam;
using Referent.Training.Loop;

namespace Referent.Training.Foundations;

/// <summary>The batches of SAM pretraining: pictures, and prompts with the masks they stand for. A batch depends on its step only.</summary>
internal sealed class MaskBatches
{
    /// <summary>Points per prompt at most; shorter prompts are padded.</summary>
    public const int MaxPoints = 10;

    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x6D61_736B;

    private readonly SamTrainingConfig _config;
    private readonly SamConfig _model;
    private readonly IReadOnlyList<MaskedImage> _corpus;
    private readonly EpochSampler _sampler;

    public MaskBatches(SamTrainingConfig config, SamConfig model, IReadOnlyList<MaskedImage> corpus)
    {
        _config = config;
        _model = model;
        _corpus = corpus;
        _sampler = new EpochSampler(config.Seed, corpus.Count, config.BatchSize);
    }

    /// <summary>The batch of one step, made on the calling thread.</summary>
    public MaskBatch Make(long step)
    {
        (long Epoch, int Sample)[] samples = _sampler.Batch(step);
        int side = _model.ImageSize;
        int target = _model.MaskSide * _model.MaskSide;
        MaskBatch batch = new(
            new float[samples.Length * 3 * side * side],
            new PromptBatch(samples.Length * _config.PointPrompts, MaxPoints, target),
            new PromptBatch(samples.Length * _config.BoxPrompts, 2, target),
            [.. samples.Select(item => item.Sample)]);
        for (int i = 0; i < samples.Length; i++)
        {
            MaskedImage item = _corpus[samples[i].Sample];
            CounterRandom random = new(_config.Seed, Purpose, samples[i].Epoch, samples[i].Sample);
            bool mirrored = random.Chance(0.5);
            EncoderImage image = ImagePreprocessing.SamLongestSide(Mirroring.Apply(ImageDecoder.ReadFile(item.ImagePath), mirrored), side);
            image.Planes.CopyTo(batch.Planes, i * 3 * side * side);
            for (int k = 0; k < _config.PointPrompts + _config.BoxPrompts; k++)
            {
                BinaryMask mask = Mirroring.Apply(Pick(item.Masks, random).Mask.ToMask(), mirrored);
                PointPromptSampler sampler = new(mask);
                if (k < _config.PointPrompts)
                {
                    batch.Points.Set((i * _config.PointPrompts) + k, DrawPoints(sampler, random), image.Plan, mask, _model.MaskSide);
                }
                else
                {
                    int box = (i * _config.BoxPrompts) + k - _config.PointPrompts;
                    batch.Boxes.SetBox(box, Jitter(sampler.Box, random), image.Plan, mask, _model.MaskSide);
                }
            }
        }

        return batch;
    }

    private LevelledMask Pick(IReadOnlyList<LevelledMask> masks, CounterRandom random)
    {
        LevelledMask[] wholes = random.Chance(_config.WholeShare) ? [.. masks.Where(mask => mask.Level == MaskLevel.Whole)] : [];
        return random.Pick(wholes.Length > 0 ? wholes : masks);
    }

    /// <summary>A mixture of the prompts SAM will meet. Chosen: the kinds of prompts of PPT, CLIP Surgery and the oracle, in equal parts.</summary>
    private static List<LabelledPoint> DrawPoints(PointPromptSampler sampler, CounterRandom random)
    {
        List<LabelledPoint> points = random.Below(4) switch
        {
            0 => [.. sampler.Draw(inside: 5, outside: 3, random)],
            1 => [.. sampler.Draw(inside: 1 + random.Below(3), outside: random.Below(2), random)],
            2 => [.. sampler.DrawInBox(8, random)],
            _ => [.. sampler.Draw(inside: 1 + random.Below(5), outside: 0, random)],
        };
        if (!points.Exists(point => point.Positive))
        {
            points.Add(sampler.Draw(inside: 1, outside: 0, random)[0]);
        }

        for (int extra = random.Below(3); extra > 0 && points.Count < MaxPoints; extra--)
        {
            if (sampler.DrawBackground(random) is { } point)
            {
                points.Add(point);
            }
        }

        return points;
    }

    /// <summary>Each side moved by up to a tenth of the box. Source: Kirillov et al. 2023, appendix A.</summary>
    private static BoxXyxy Jitter(BoxXyxy box, CounterRandom random)
    {
        const double share = 0.1;
        double Move(double length) => length * random.Between(-share, share);
        return new BoxXyxy(box.Left + Move(box.Width), box.Top + Move(box.Height), box.Right + Move(box.Width), box.Bottom + Move(box.Height));
    }
}
