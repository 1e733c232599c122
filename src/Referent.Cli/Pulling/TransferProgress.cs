using System.Diagnostics;
using System.Globalization;

namespace Referent.Cli.Pulling;

/// <summary>How far a transfer is, on stderr: one line that changes on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class TransferProgress : IProgress<(string File, long Done, long? Total)>
{
    private static readonly TimeSpan Interval = Console.IsErrorRedirected ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(0.2);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = TimeSpan.Zero;

    public void Report((string File, long Done, long? Total) value)
    {
        bool ended = value.Done == value.Total;
        if (!ended && _watch.Elapsed < _next)
        {
            return;
        }

        _next = _watch.Elapsed + Interval;
        string share = value.Total is > 0
            ? string.Create(CultureInfo.InvariantCulture, $" of {value.Total / 1e6:F1} MB, {100.0 * value.Done / value.Total:F0} %")
            : " MB";
        string line = string.Create(CultureInfo.InvariantCulture, $"{value.File}: {value.Done / 1e6:F1}{share}");
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(line);
        }
        else
        {
            Console.Error.Write(ended ? $"\r{line}    {Environment.NewLine}" : $"\r{line}    ");
        }
    }
}
