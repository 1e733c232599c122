using System.Text.Json;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Checkpoints;
using Referent.Training.Loop;

namespace Referent.Training.Tests;

/// <summary>Training runs that come to their end in one go or in pieces.</summary>
internal static class Runs
{
    public delegate bool Trainer<TConfig>(TConfig config, string dataDirectory, RunOptions options);

    /// <summary>Runs to the end; leaves no tensor behind.</summary>
    public static void Whole<TConfig>(Trainer<TConfig> train, TConfig config, string data, string folder)
    {
        long before = LiveTensors();
        Assert.True(train(config, data, new RunOptions { OutputDirectory = folder }));
        Assert.Equal(before, LiveTensors());
    }

    /// <summary>A run that was stopped and killed on its way ends in the same files as one in one go.</summary>
    /// <returns>The folder of the run in one go.</returns>
    public static string AssertResumes<TConfig>(Trainer<TConfig> train, TConfig config, string data, string folder, long stopAfter, long killAfter, params string[] files)
    {
        (string whole, string pieces) = (Path.Combine(folder, "whole"), Path.Combine(folder, "pieces"));
        Whole(train, config, data, whole);
        InPieces(train, config, data, pieces, stopAfter, killAfter);
        AssertSameResults(whole, pieces, files);
        return whole;
    }

    /// <summary>Runs on two data sets end in the same files.</summary>
    public static void AssertSame<TConfig>(Trainer<TConfig> train, TConfig config, string data, string otherData, string folder, params string[] files)
    {
        (string one, string other) = (Path.Combine(folder, "one"), Path.Combine(folder, "other"));
        Whole(train, config, data, one);
        Whole(train, config, otherData, other);
        AssertSameResults(one, other, files);
    }

    /// <summary>A training that falls apart stops with its stage, step and samples, and its newest checkpoint is of before.</summary>
    /// <param name="train">What trains.</param>
    /// <param name="config">With a rate at which it falls apart, and a checkpoint after each step.</param>
    /// <param name="data">The data set's folder.</param>
    /// <param name="folder">The run's.</param>
    /// <param name="expected">What the message says.</param>
    public static void AssertStopsWhereNotFinite<TConfig>(Trainer<TConfig> train, TConfig config, string data, string folder, params string[] expected)
    {
        TrainingException stop = Assert.Throws<TrainingException>(() => train(config, data, new RunOptions { OutputDirectory = folder }));
        Assert.All(expected, part => Assert.Contains(part, stop.Message, StringComparison.Ordinal));
        using LoadedCheckpoint? checkpoint = new CheckpointStore(folder).LoadNewest();
        Assert.Equal(Metrics(folder).Count(line => line.TryGetProperty("loss", out _)), checkpoint?.State.Step ?? 0);
        Assert.All(checkpoint?.Weights.Values ?? [], weight => Assert.True(weight.IsFinite()));
    }

    public static IReadOnlyList<JsonElement> Metrics(string folder) => Lines(Path.Combine(folder, "metrics.jsonl"));

    public static double[] Losses(string folder) => [.. Metrics(folder).Select(line => line.GetProperty("loss").GetDouble())];

    public static IReadOnlyList<JsonElement> Lines(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    /// <summary>A tensor of a run's weights.</summary>
    public static float[] Weights(string folder, string name, string file = "final.safetensors")
    {
        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(folder, file));
        return weights.Read(name).To(DType.Float32).ToArray<float>();
    }

    /// <summary>Runs to the end in three processes' worth of work: asked to stop after one step, killed after another; something may happen between the first two.</summary>
    public static void InPieces<TConfig>(Trainer<TConfig> train, TConfig config, string data, string folder, long stopAfter, long killAfter, Action? between = null)
    {
        long before = LiveTensors();
        using CancellationTokenSource stop = new();
        RunOptions options = new() { OutputDirectory = folder, Resume = true };
        Assert.False(train(config, data, options with { Stop = stop.Token, Progress = new AtStep(stopAfter, stop.Cancel) }));
        Assert.Equal(stopAfter, Directory.EnumerateDirectories(Path.Combine(folder, "checkpoints")).Max(path => int.Parse(Path.GetFileName(path))));
        between?.Invoke();
        Assert.Throws<KilledException>(() => train(config, data, options with { Progress = new AtStep(killAfter, () => throw new KilledException()) }));
        Assert.False(File.Exists(Path.Combine(folder, "final.safetensors")));
        Assert.True(train(config, data, options));
        Assert.Equal(before, LiveTensors());
    }

    /// <summary>The files of a run that equal runs have equal.</summary>
    public static void AssertSameResults(string expected, string actual, params string[] files)
    {
        foreach (string file in (string[])["final.safetensors", "metrics.jsonl", EventLog.FileName, "config.json", .. files])
        {
            Assert.True(File.ReadAllBytes(Path.Combine(expected, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(actual, file))), $"{file} differs.");
        }
    }

    /// <summary>Once what nobody refers to any more is gone.</summary>
    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchRuntime.LiveTensors;
    }

    /// <summary>Does something on the training thread at the end of a step, before anything is saved.</summary>
    private sealed class AtStep(long step, Action action) : IProgress<StepReport>
    {
        public void Report(StepReport value)
        {
            if (value.Step == step && value.Metrics.Count > 0)
            {
                action();
            }
        }
    }

    private sealed class KilledException : Exception;
}
