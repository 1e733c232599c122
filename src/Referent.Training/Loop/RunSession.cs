using Referent.Formats;
using Referent.Torch;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Checkpoints;
using Referent.Training.Configuration;

namespace Referent.Training.Loop;

/// <summary>
/// The book-keeping of a run, so that a training loop reads forward, loss, backward, step, advance: the run directory, resuming,
/// metrics, checkpoints, and stopping on request.
/// </summary>
public sealed class RunSession : IDisposable
{
    /// <summary>The resolved configuration in the run directory.</summary>
    public const string ConfigName = "config.json";

    /// <summary>A line for each step in the run directory.</summary>
    internal const string MetricsName = "metrics.jsonl";

    private readonly RunOptions _options;
    private readonly RunPlan _plan;
    private readonly WeightStore _weights;
    private readonly IOptimiser _optimiser;
    private readonly CheckpointStore _checkpoints;
    private readonly MetricsLog _metrics;

    private RunSession(RunOptions options, RunPlan plan, WeightStore weights, IOptimiser optimiser, CheckpointStore checkpoints, long step)
    {
        _options = options;
        _plan = plan;
        _weights = weights;
        _optimiser = optimiser;
        _checkpoints = checkpoints;
        Step = step;
        _metrics = MetricsLog.Open(Path.Combine(options.OutputDirectory, MetricsName), step);
    }

    /// <summary>The step to take next, from 0; the plan's number of steps when the run is over.</summary>
    public long Step { get; private set; }

    /// <summary>Whether steps are left and nobody asked to stop.</summary>
    public bool Continues => Step < _plan.TotalSteps && !_options.Stop.IsCancellationRequested;

    public bool IsComplete => Step >= _plan.TotalSteps;

    /// <summary>Whether a folder holds nothing or is not there, so that a run can be made in it.</summary>
    public static bool IsEmpty(string folder) => !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any();

    /// <summary>Whether a folder holds more than the configuration of a run that could not begin.</summary>
    public static bool HasBegun(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) != ConfigName);

    /// <summary>Makes the run directory ready; call it before loading data, since it refuses what cannot work.</summary>
    /// <exception cref="RunDirectoryException">
    /// The directory holds something and resuming was not asked for, or a run of another configuration has begun there.
    /// </exception>
    public static void Prepare(RunOptions options, string resolvedConfig)
    {
        ArgumentNullException.ThrowIfNull(options);
        string folder = options.OutputDirectory;
        string config = Path.Combine(folder, ConfigName);
        if (!IsEmpty(folder))
        {
            if (!options.Resume)
            {
                throw new RunDirectoryException($"{folder} is not empty; give --resume to go on with it, or another --out.");
            }

            if (HasBegun(folder) && File.Exists(config) && ConfigFile.Difference(File.ReadAllText(config), resolvedConfig) is { } difference)
            {
                throw new RunDirectoryException(
                    $"{folder} was made by another configuration ({config} has {difference}); resume with that one, or give another --out.");
            }
        }

        Directory.CreateDirectory(folder);
        WholeFile.WriteText(config, resolvedConfig);
    }

    /// <summary>Takes back what <see cref="Prepare"/> has left of a run that could not begin, so that the same command can be given again.</summary>
    /// <param name="folder">Was empty or not there before.</param>
    public static void Withdraw(string folder)
    {
        if (!HasBegun(folder))
        {
            File.Delete(Path.Combine(folder, ConfigName));
        }
    }

    /// <summary>Restores weights, optimiser and random state from the newest checkpoint, or seeds a fresh run.</summary>
    public static RunSession Begin(RunOptions options, RunPlan plan, WeightStore weights, IOptimiser optimiser)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(plan);
        CheckpointStore checkpoints = new(options.OutputDirectory);
        long step = 0;
        TorchRuntime.Seed((ulong)plan.Seed);
        using LoadedCheckpoint? loaded = options.Resume ? checkpoints.LoadNewest() : null;
        if (loaded is not null)
        {
            using NoGrad noGrad = NoGrad.Begin();
            foreach ((string name, Tensor tensor) in weights.Tensors)
            {
                tensor.CopyInPlace(loaded.Weights[name]);
            }

            optimiser.Restore(loaded.Optimiser, loaded.State.OptimiserSteps);
            TorchRuntime.RestoreGeneratorState(Device.Cpu, loaded.Optimiser["generator"]);
            step = loaded.State.Step;
            if (step >= plan.TotalSteps)
            {
                options.Notes?.Report($"{options.OutputDirectory}: all {plan.TotalSteps} steps have been taken already.");
            }
        }

        return new RunSession(options, plan, weights, optimiser, checkpoints, step);
    }

    /// <summary>Ends a step: logs its metrics and saves a checkpoint when one is due or the run is about to stop.</summary>
    /// <param name="metrics">Losses and measures by name.</param>
    /// <param name="samples">Names the step's samples, asked for only when the loss is not finite.</param>
    /// <exception cref="TrainingException">
    /// A metric is not finite, or, where a checkpoint is due, a weight or what the optimiser remembers; the last checkpoint stands.
    /// </exception>
    public void Advance(IReadOnlyDictionary<string, double> metrics, Func<string> samples)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach ((string name, double value) in metrics)
        {
            if (!double.IsFinite(value))
            {
                throw new TrainingException($"{_plan.Stage}, step {Step}: {name} is {value}; samples: {samples()}.");
            }
        }

        _metrics.Write(Step, metrics);
        Step++;
        _options.Progress?.Report(new StepReport(_plan.Stage, Step, _plan.TotalSteps, metrics));
        if (Step % _plan.CheckpointEvery == 0 || !Continues)
        {
            Save();
        }
    }

    /// <summary>Whether something done every so many steps, and at the end, is due after this step.</summary>
    public bool IsDue(long every) => (Step + 1) % every == 0 || Step + 1 == _plan.TotalSteps;

    /// <summary>
    /// Adds measures of what the step has made to its metrics. Before <see cref="Advance"/>, so that no checkpoint lies behind them.
    /// </summary>
    public void Record(IReadOnlyDictionary<string, double> metrics) => _metrics.Write(Step, metrics);

    /// <summary>Before weights are kept anywhere.</summary>
    /// <exception cref="TrainingException">One is not finite; the last checkpoint stands.</exception>
    public void CheckWeights() => RefuseInfinite(_weights.Tensors, owner: string.Empty);

    public void Dispose() => _metrics.Dispose();

    private void RefuseInfinite(IReadOnlyDictionary<string, Tensor> tensors, string owner)
    {
        if (tensors.FirstOrDefault(item => !item.Value.IsFinite()).Key is { } broken)
        {
            throw new TrainingException($"{_plan.Stage}, after step {Step - 1}: {owner}{broken} is not finite; the last checkpoint stands.");
        }
    }

    private void Save()
    {
        CheckWeights();
        RefuseInfinite(_optimiser.State, owner: "the optimiser's ");
        _checkpoints.Save(new CheckpointState(0, Step, _optimiser.Steps), _weights.Tensors, _optimiser.State);
    }
}

/// <summary>The fixed facts of a run.</summary>
public sealed record RunPlan
{
    /// <summary>Name of the stage, for messages.</summary>
    public required string Stage { get; init; }

    public required long Seed { get; init; }

    public required long TotalSteps { get; init; }

    /// <summary>Steps between checkpoints.</summary>
    public required long CheckpointEvery { get; init; }
}
