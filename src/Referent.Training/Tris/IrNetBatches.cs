using Referent.Data;
using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>The batches of IRNet. A batch depends on its step only.</summary>
internal sealed class IrNetBatches(IrNetTrainingConfig config, IReadOnlyList<TrainingSample> refs, AffinityLabelPool labels)
{
    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x6972_6E31;

    private readonly EpochSampler _sampler = new(config.Seed, refs.Count, config.BatchSize);

    /// <summary>The batch of one step, made on the calling thread.</summary>
    public IrNetBatch Make(long step)
    {
        (long Epoch, int Sample)[] samples = _sampler.Batch(step);
        int pixels = config.CropSize * config.CropSize, places = pixels / (AffinityCrop.Stride * AffinityCrop.Stride);
        string[] names = [.. samples.Select(item => $"ref {refs[item.Sample].RefId}, {refs[item.Sample].ImagePath}")];
        IrNetBatch batch = new(new float[samples.Length * 3 * pixels], new float[samples.Length * places], names);
        for (int i = 0; i < samples.Length; i++)
        {
            TrainingSample item = refs[samples[i].Sample];
            RgbImage picture = ImageDecoder.ReadFile(item.ImagePath);
            AffinityCrop crop = new(picture.Size, config, new CounterRandom(config.Seed, Purpose, samples[i].Epoch, samples[i].Sample));
            crop.CopyPicture(picture, batch.Planes.AsSpan(i * 3 * pixels, 3 * pixels));
            crop.CopyLabels(labels.Read(item.RefId), picture.Size, batch.Labels.AsSpan(i * places, places));
        }

        return batch;
    }
}

/// <summary>One step's crops. Axes: B crops of S x S pixels.</summary>
/// <param name="Planes">[B, 3, S, S], normalised as ImageNet's pictures.</param>
/// <param name="Labels">[B, 1, S / 4, S / 4]: 0 background, 1 foreground, 255 undecided.</param>
/// <param name="Names">The samples, for messages.</param>
internal sealed record IrNetBatch(float[] Planes, float[] Labels, string[] Names);
