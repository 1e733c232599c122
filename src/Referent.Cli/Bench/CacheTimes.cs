using System.Diagnostics;
using Referent.Presets;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Data;

namespace Referent.Cli.Bench;

/// <summary>What the cache of features saves a training of the point generator, stage by stage.</summary>
/// <param name="config">Its stages are cut to a few steps; what they weigh in an epoch stays.</param>
/// <param name="data">The data set's folder, labelled.</param>
/// <param name="steps">Of each stage, at least 3.</param>
internal sealed class CacheTimes(PptConfig config, string data, int steps)
{
    /// <summary>Steps of each stage whose pictures are encoded for the time of it. Chosen: batches differ little.</summary>
    private const int EncodedSteps = 3;

    private readonly PptConfig _brief = config with
    {
        // Random weights agree with no candidate.
        Stages =
        [
            .. config.Stages.Select(stage => stage with { Steps = steps, RoundSteps = stage.RoundSteps > 0 ? steps : 0, MinOverlap = 0 }),
        ],
        CheckpointEvery = long.MaxValue,
    };

    /// <summary>
    /// Trains in a folder of its own, from features that are made first where they are missing, then encodes the pictures of some steps.
    /// </summary>
    /// <param name="progress">Receives what happens.</param>
    /// <param name="stop">Ends early with <see cref="OperationCanceledException"/>.</param>
    public IReadOnlyList<StageTime> Measure(StepProgress progress, CancellationToken stop)
    {
        string run = Directory.CreateTempSubdirectory("referent-bench-").FullName;
        try
        {
            Stamps stamps = new();
            RunOptions options = new() { OutputDirectory = run, Progress = stamps, Notes = progress, Stop = stop };
            if (!PptTrainer.Run(_brief, data, options))
            {
                throw new OperationCanceledException(stop);
            }

            return Encode(
                options with { Progress = null, Notes = null },
                [.. _brief.Stages.Select((_, stage) => stamps.Median(stage * steps, steps))]);
        }
        finally
        {
            Directory.Delete(run, recursive: true);
        }
    }

    private List<StageTime> Encode(RunOptions options, double[] stepSeconds)
    {
        PptDataset dataset = PptDataset.Load(_brief.Pool, data);
        using FrozenModels frozen = FrozenModels.Load(PresetFolder.Open(_brief.Preset));
        FeatureEncoder encoder = new(_brief.Model, frozen);
        using FeaturePool pool = FeaturePool.Open(dataset, encoder, data, options);
        List<StageTime> times = [];
        for (int stage = 0; stage < _brief.Stages.Count; stage++)
        {
            PptBatches batches = new(_brief, stage, dataset.Sets, pool, frozen.Sam.Config);
            double[] seconds = [.. Enumerable.Range(0, EncodedSteps).Select(step =>
            {
                using PptBatch batch = batches.Make(step);
                int[][] chunks = [.. batch.Samples.Select(sample => sample.Picture).Distinct().Chunk(encoder.Batch)];
                long start = Stopwatch.GetTimestamp();
                foreach (int[] chunk in chunks)
                {
                    _ = encoder.Encode([.. chunk.AsParallel().AsOrdered().Select(dataset.Picture)]);
                }

                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            })];
            times.Add(new StageTime(config.Stages[stage].Name, config.Stages[stage].Steps, stepSeconds[stage], Median(seconds)));
        }

        return times;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;

    /// <summary>When each step ended.</summary>
    private sealed class Stamps : IProgress<StepReport>
    {
        private readonly List<long> _ends = [];

        public void Report(StepReport value)
        {
            if (value.Metrics.Count > 0)
            {
                _ends.Add(Stopwatch.GetTimestamp());
            }
        }

        /// <summary>Of the steps from the second of a range on; what happens between two stages belongs to no step.</summary>
        public double Median(int first, int count) => CacheTimes.Median(
            Enumerable.Range(first + 1, count - 1).Select(step => Stopwatch.GetElapsedTime(_ends[step - 1], _ends[step]).TotalSeconds));
    }
}

/// <param name="Name">Of the stage.</param>
/// <param name="Steps">Of the whole training.</param>
/// <param name="StepSeconds">Of a step with features from the cache.</param>
/// <param name="EncodeSeconds">Of the frozen encoders for the pictures of a step, decoding or composing them included.</param>
internal sealed record StageTime(string Name, long Steps, double StepSeconds, double EncodeSeconds);
