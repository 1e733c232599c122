using System.Diagnostics;
using Referent.Training.Loop;

namespace Referent.Cli;

/// <summary>Lines on stderr: at the first step of a training, every ten seconds, and at its end; and what else it has to say.</summary>
internal sealed class StepProgress : IProgress<StepReport>, IProgress<string>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;
    private long _first = -1;

    public void Report(StepReport value)
    {
        _first = _first < 0 ? value.Step : _first;
        if (_watch.Elapsed < _next && value.Step < value.TotalSteps)
        {
            return;
        }

        _next = _watch.Elapsed + TimeSpan.FromSeconds(10);
        string metrics = string.Join(", ", value.Metrics.Select(pair => $"{pair.Key} {pair.Value:G4}"));
        double left = value.Step == _first ? 0 : _watch.Elapsed.TotalSeconds / (value.Step - _first) * (value.TotalSteps - value.Step);
        string rest = left > 0 ? $", {TimeSpan.FromSeconds(left):h\\:mm\\:ss} left" : string.Empty;
        Console.Error.WriteLine($"{value.Stage} {value.Step} of {value.TotalSteps}: {metrics}{rest}");
    }

    public void Report(string value) => Console.Error.WriteLine(value);
}
