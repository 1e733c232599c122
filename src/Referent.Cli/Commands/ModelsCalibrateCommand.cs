using System.CommandLine;
using Referent.Cli.Evaluating;
using Referent.Cli.Parsing;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Presets;

namespace Referent.Cli.Commands;

/// <summary><c>referent models calibrate</c>: from which presence on a generator's answer counts as found.</summary>
internal static class ModelsCalibrateCommand
{
    /// <summary>Chosen: a thing that is there and not found is worse than one that is found and not there.</summary>
    private const double DefaultKeep = 0.95;

    private static readonly Argument<DirectoryInfo> Folder = new("PRESET") { Description = "A preset's folder, with a generator." };

    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The data root: REFER's layout or TRIS's. Not the one that results are reported on.",
        Required = true,
    };

    private static readonly Option<string> Dataset = new("--dataset")
    {
        Description = string.Join(", ", ReferFiles.DatasetNames) + ".",
        DefaultValueFactory = _ => "world",
    };

    private static readonly Option<string?> SplitBy = new("--split-by")
    {
        Description = "Who made the split; by default the only one there, else unc or umd.",
    };

    private static readonly Option<string> Split = new("--split") { Description = "A split of the dataset.", DefaultValueFactory = _ => "val" };

    private static readonly Option<int?> Limit = new Option<int?>("--limit")
    {
        Description = "Only the first pictures of the split; by default all.",
        HelpName = "N",
    }.Requiring(count => count >= 2, "at least 2");

    private static readonly Option<double?> Keep = new Option<double?>("--keep")
    {
        Description = $"Share of what is in the pictures that must still be found, by default {DefaultKeep}.",
        HelpName = "SHARE",
    }.Requiring(share => share is > 0 and <= 1, "above 0 and at most 1");

    private static readonly Option<bool> Write = new("--write") { Description = "Also writes the threshold into the preset." };

    /// <summary>Shares of what is there whose thresholds are listed.</summary>
    private static readonly double[] Listed = [0.99, 0.95, 0.9, 0.8, 0.7, 0.5];

    public static Command Create()
    {
        Command command = new(
            "calibrate",
            "Tells how well a generator tells phrases about a picture from phrases about others, and from which presence on to believe it.")
        {
            Folder, Data, Dataset, SplitBy, Split, Limit, Keep, Write,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(CommandErrors.Catch(() => Run(parsed, cancellation))));
        return command;
    }

    private static void Run(ParseResult parsed, CancellationToken stop)
    {
        string folder = parsed.GetRequiredValue(Folder).FullName;
        RocCurve curve = Measure(parsed, folder, stop);
        Console.Out.WriteLine($"area under the curve {curve.Area:F3}");
        Console.Out.WriteLine("presence above   of what is there   of what is not");
        double chosen = curve.ThresholdFor(parsed.GetValue(Keep) ?? DefaultKeep);
        foreach (double threshold in Listed.Select(curve.ThresholdFor).Append(chosen).Distinct().Order())
        {
            (double present, double absent) = curve.Above(threshold);
            string mark = threshold == chosen ? "   chosen" : string.Empty;
            Console.Out.WriteLine($"{threshold,14:F4} {100 * present,16:F1} % {100 * absent,14:F1} %{mark}");
        }

        if (parsed.GetValue(Write))
        {
            Preset preset = PresetFolder.Open(folder).Preset;
            PresetWriter.Write(folder, preset with { Generator = preset.Generator! with { MinPresence = chosen } });
        }
    }

    private static RocCurve Measure(ParseResult parsed, string folder, CancellationToken stop)
    {
        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = folder, Method = SegmentationMethod.Ppt });
        var dataset = ReferDataset.Load(parsed.GetRequiredValue(Data).FullName, parsed.GetRequiredValue(Dataset), parsed.GetValue(SplitBy));
        (List<double> present, List<double> absent) =
            Presences.Collect(segmenter, dataset, parsed.GetRequiredValue(Split), parsed.GetValue(Limit), new CountProgress("pictures"), stop);
        return new RocCurve(present, absent);
    }
}
