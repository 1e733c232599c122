using Referent.Data.Features;

namespace Referent.Training.Loop;

/// <summary>Where and how a training run happens; nothing here changes its result but for rounding.</summary>
public sealed record RunOptions
{
    /// <summary>The run directory.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Where the models run, for trainings that can choose.</summary>
    public DeviceChoice Device { get; init; }

    /// <summary>Go on from the newest valid checkpoint; start from the beginning where there is none.</summary>
    public bool Resume { get; init; }

    /// <summary>Asks the run to finish its step, save and stop.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Receives each step's metrics; called on the training thread.</summary>
    public IProgress<StepReport>? Progress { get; init; }

    /// <summary>
    /// Receives a line about what will be made before the first step, and about what went wrong without ending the run; called on any thread.
    /// </summary>
    public IProgress<string>? Notes { get; init; }

    /// <summary>Where frozen features are kept for all runs that share them; null for <c>features/</c> in the data set's folder.</summary>
    public string? FeatureFolder { get; init; }

    /// <summary>Bytes of all features there together.</summary>
    public long FeatureLimit { get; init; } = FeatureCacheOptions.DefaultLimit;
}

/// <summary>What a step gave.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Step">Steps taken, this one included.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
/// <param name="Metrics">Losses and measures by name.</param>
public sealed record StepReport(string Stage, long Step, long TotalSteps, IReadOnlyDictionary<string, double> Metrics);
