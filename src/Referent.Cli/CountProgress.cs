using System.Diagnostics;

namespace Referent.Cli;

/// <summary>A line on stderr every ten seconds and at the end.</summary>
/// <param name="what">What is counted.</param>
internal sealed class CountProgress(string what) : IProgress<(int Done, int Total)>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.FromSeconds(10);

    public void Report((int Done, int Total) value)
    {
        if (value.Done == value.Total || _watch.Elapsed >= _next)
        {
            Console.Error.WriteLine($"{what}: {value.Done} of {value.Total} after {_watch.Elapsed.TotalSeconds:F0} s");
            _next = _watch.Elapsed + TimeSpan.FromSeconds(10);
        }
    }
}
