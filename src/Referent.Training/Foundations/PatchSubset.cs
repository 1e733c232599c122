using Referent.Data;
using Referent.Torch;

namespace Referent.Training.Foundations;

/// <summary>Which patches a training step sees. Source: Li et al. 2023, FLIP.</summary>
internal static class PatchSubset
{
    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x7061_7463;

    /// <summary>Int64 [B, kept]: for each picture a random set of patch indices, ascending; null when every patch is kept.</summary>
    public static Tensor? Draw(ClipTrainingConfig config, long step)
    {
        if (config.PatchDropout <= 0)
        {
            return null;
        }

        int side = config.Model.ImageSize / config.Model.PatchSize;
        int kept = Math.Max(1, (int)Math.Round(side * side * (1 - config.PatchDropout)));
        CounterRandom random = new(config.Seed, Purpose, step);
        long[] chosen = new long[config.BatchSize * kept];
        int[] patches = [.. Enumerable.Range(0, side * side)];
        for (int i = 0; i < config.BatchSize; i++)
        {
            random.Shuffle(patches);
            int[] subset = patches[..kept];
            Array.Sort(subset);
            for (int j = 0; j < kept; j++)
            {
                chosen[(i * kept) + j] = subset[j];
            }
        }

        return Tensor.From(chosen, config.BatchSize, kept);
    }
}
