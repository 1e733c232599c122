namespace Referent.Training.Loop;

/// <summary>What is made before a run's first step, reported as steps without metrics.</summary>
/// <param name="options">Of the run.</param>
/// <param name="what">Name of what is made.</param>
internal sealed class PreparationProgress(RunOptions options, string what) : IProgress<(int Done, int Total)>
{
    public void Report((int Done, int Total) value) =>
        options.Progress?.Report(new StepReport(what, value.Done, value.Total, new Dictionary<string, double>()));
}
