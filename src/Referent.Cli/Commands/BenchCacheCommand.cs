using System.CommandLine;
using System.Globalization;
using Referent.Cli.Bench;
using Referent.Cli.Parsing;
using Referent.Training.Ppt;

namespace Referent.Cli.Commands;

/// <summary>
/// <c>referent bench cache</c>: how much faster an epoch is with features from the cache than with the frozen encoders in every step.
/// </summary>
internal static class BenchCacheCommand
{
    /// <summary>Chosen: below it a cache is not worth its disk.</summary>
    private const double Bar = 8;

    private static readonly Option<FileInfo> Config = new("--config") { Description = "Of train ppt.", Required = true };
    private static readonly SetOption Set = new();

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The data set's folder, labelled; features that are missing are made first.",
        Required = true,
    };

    private static readonly Option<int> Steps = new("--steps")
    {
        Description = "Timed steps of each stage, from 3.",
        DefaultValueFactory = _ => 12,
        HelpName = "N",
    };

    public static Command Create()
    {
        Command command = new(
            "cache",
            "Times steps of train ppt with features from the cache, and the frozen encoders on the pictures of such steps. Wants an idle machine.")
        {
            Config, Set, Data, Steps,
        };
        command.SetAction(parsed => TrainingErrors.Catch(stop =>
        {
            PptConfig config = Set.Load<PptConfig>(parsed, parsed.GetRequiredValue(Config), "ppt");
            CacheTimes times = new(config, parsed.GetRequiredValue(Data).FullName, Math.Max(3, parsed.GetValue(Steps)));
            Write(times.Measure(new StepProgress(), stop), Console.Out);
            return true;
        }));
        return command;
    }

    private static void Write(IReadOnlyList<StageTime> stages, TextWriter output)
    {
        foreach (StageTime stage in stages)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{stage.Name,-12} step {stage.StepSeconds * 1000,6:F0} ms, its pictures {stage.EncodeSeconds * 1000,6:F0} ms: "
                + $"{(stage.StepSeconds + stage.EncodeSeconds) / stage.StepSeconds:F1} x"));
        }

        double warm = stages.Sum(stage => stage.Steps * stage.StepSeconds);
        double ratio = (warm + stages.Sum(stage => stage.Steps * stage.EncodeSeconds)) / warm;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"an epoch without the cache takes {ratio:F1} x as long   bar {Bar}: {(ratio >= Bar ? "held" : "missed")}"));
    }
}
