using System.Diagnostics;
using Referent.Training.Loop;

namespace Referent.Cli;

/// <summary>Lines on stderr: at the first step of a training, every ten seconds, and at its end; and what else it has to say.</summary>
internal sealed class StepProgress : IProgress<StepReport>, IProgress<string>
{
    private readonly Stopwatch _watch = new();
    private TimeSpan _next;
    private StepReport? _first;
    private long _last;

    public void Report(StepReport value)
    {
        // What is made before the first step has a pace of its own, and so has the next training.
        if (_first is null || _first.Stage != value.Stage || value.Step <= _last)
        {
            _first = value;
            _next = TimeSpan.Zero;
            _watch.Restart();
        }

        _last = value.Step;
        if (_watch.Elapsed < _next && value.Step < value.TotalSteps)
        {
            return;
        }

        _next = _watch.Elapsed + TimeSpan.FromSeconds(10);
        TimeSpan left = value.Step == _first.Step ? TimeSpan.Zero : _watch.Elapsed / (value.Step - _first.Step) * (value.TotalSteps - value.Step);
        Console.Error.WriteLine(Line(value, left));
    }

    public void Report(string value) => Console.Error.WriteLine(value);

    /// <param name="value">Where it is.</param>
    /// <param name="left">How long it will take still; nothing where that is not known, or all is done.</param>
    internal static string Line(StepReport value, TimeSpan left)
    {
        string[] facts =
        [
            .. value.Metrics.Select(pair => $"{pair.Key} {pair.Value:G4}"),
            .. left > TimeSpan.Zero ? [$"{left:h\\:mm\\:ss} left"] : Array.Empty<string>(),
        ];
        string where = $"{value.Stage} {value.Step} of {value.TotalSteps}";
        return facts.Length == 0 ? where : $"{where}: {string.Join(", ", facts)}";
    }
}
