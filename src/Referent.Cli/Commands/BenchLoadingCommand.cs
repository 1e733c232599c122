using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Referent.Cli.Bench;
using Referent.Data.Refer;

namespace Referent.Cli.Commands;

/// <summary><c>referent bench loading</c>: how long a dataset of RefCOCO's size takes to load, and how much memory the process ever had.</summary>
internal static class BenchLoadingCommand
{
    /// <summary>Source: the targets that docs/evaluation.md sets under Speed.</summary>
    private const double BarSeconds = 3, BarMegabytes = 500;

    private static readonly Option<int?> Refs = new("--refs")
    {
        Description = "With sentences, pictures and annotations in proportion; by default 50,000.",
        HelpName = "N",
    };

    public static Command Create()
    {
        Command command = new("loading", "Times loading a dataset of RefCOCO's size, made here, and tells the most memory that was in use.") { Refs };
        command.SetAction(parsed => CommandErrors.Catch(() => Run(parsed.GetValue(Refs))));
        return command;
    }

    private static void Run(int? refs)
    {
        using LoadingData data = refs is { } count ? new LoadingData(count) : new LoadingData();
        using Process here = Process.GetCurrentProcess();
        (TimeSpan processor, long start) = (here.TotalProcessorTime, Stopwatch.GetTimestamp());
        ReferDataset dataset = data.Load();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        here.Refresh();
        double megabytes = here.PeakWorkingSet64 / 1e6;
        double processorSeconds = (here.TotalProcessorTime - processor).TotalSeconds;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"loading, {dataset.Refs.Count} refs    {seconds,8:F2} s (processor {processorSeconds:F2} s)   "
            + $"bar {BarSeconds} s: {Verdict(seconds <= BarSeconds)}\n"
            + $"memory, at most         {megabytes,8:F0} MB                      "
            + $"bar {BarMegabytes} MB: {Verdict(megabytes <= BarMegabytes)}"));
    }

    private static string Verdict(bool held) => held ? "held" : "missed";
}
