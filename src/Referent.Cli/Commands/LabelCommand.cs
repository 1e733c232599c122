using System.CommandLine;
using Referent.Data.Refer;
using Referent.Presets;
using Referent.Training.Labels;
using Referent.Training.Loop;
using Referent.Training.Ppt.Labels;

namespace Referent.Cli.Commands;

/// <summary><c>referent label</c>: makes pseudo-labels, which trainings read.</summary>
internal static class LabelCommand
{
    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "The data set's folder; labels go to labels/ppt in it.",
        Required = true,
    };

    private static readonly Option<string> Preset = new("--preset")
    {
        Description = "Whose CLIP and SAM make the labels.",
        DefaultValueFactory = _ => "tiny",
    };

    private static readonly Option<string> Dataset = new("--dataset")
    {
        Description = "Whose sentences are labelled.",
        DefaultValueFactory = _ => "world",
    };

    private static readonly Option<string> Split = new("--split") { Description = "Which split of it.", DefaultValueFactory = _ => "train" };
    private static readonly Option<int> Objects = new("--objects") { Description = "Object-centric pictures at most; 0 for all." };
    private static readonly Option<int> Pictures = new("--pictures") { Description = "Pictures of the split at most; 0 for all." };

    private static readonly Option<string?> Localiser = new("--localiser")
    {
        Description = $"Who finds classes and phrases: {string.Join(" or ", LocaliserKinds.AllNames)}; by default the preset's choice.",
    };

    private static readonly Option<string?> Shard = new("--shard")
    {
        Description = "Makes one of several shares, as 2/4; the labels are put together when all are there.",
        HelpName = "i/n",
    };

    public static Command Create()
    {
        Command ppt = new("ppt", "Masks of object-centric pictures and of noun phrases, by CLIP Surgery and SAM alone.")
        {
            Data, Preset, Dataset, Split, Objects, Pictures, Localiser, Shard,
        };
        ppt.SetAction(parsed => Run(stop => Label(parsed, stop)));
        return new Command("label", "Makes pseudo-labels; an interrupted run goes on where it stopped.")
        {
            ppt, LabelTrisMapsCommand.Create(), LabelTrisMasksCommand.Create(), LabelScoreCommand.Create(),
        };
    }

    /// <summary>Labels until done or asked to stop.</summary>
    /// <param name="label">Returns what was wrong with pictures that got no label.</param>
    public static int Run(Func<CancellationToken, IReadOnlyList<string>> label)
    {
        using StopSignals stop = new();
        try
        {
            IReadOnlyList<string> failures = [];
            int status = CommandErrors.Catch(() => failures = label(stop.Token));
            foreach (string failure in failures)
            {
                Console.Error.WriteLine(failure);
            }

            return status != ExitCode.Done ? status : failures.Count > 0 ? ExitCode.Partial : stop.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return stop.ExitCode;
        }
        catch (RunDirectoryException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return ExitCode.Usage;
        }
    }

    private static IReadOnlyList<string> Label(ParseResult parsed, CancellationToken cancellation)
    {
        LabelShard shard = parsed.GetValue(Shard) is { } text ? LabelShard.Parse(text) : LabelShard.All;
        string data = parsed.GetRequiredValue(Data).FullName;
        var view = TrainingView.Load(data, parsed.GetRequiredValue(Dataset), parsed.GetRequiredValue(Split));
        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions
        {
            Preset = PresetNames.Check(parsed.GetRequiredValue(Preset)),
            Method = SegmentationMethod.ClipSam,
            Localiser = parsed.GetValue(Localiser) is { } name ? LocaliserKinds.Parse(name) : null,
        });
        PseudoLabeller labeller = new(segmenter, data, shard);
        bool isComplete = labeller.LabelObjects(parsed.GetValue(Objects), new CountProgress("objects"), cancellation);
        isComplete &= labeller.LabelSentences(
            view.Samples, parsed.GetValue(Pictures), new CountProgress("pictures with sentences"), cancellation);
        if (isComplete)
        {
            LabelGallery.Write(data);
            Console.Error.WriteLine($"Look at them before training on them: {Path.Combine(data, LabelFiles.Folder, LabelGallery.PageName)}");
        }
        else
        {
            Console.Error.WriteLine($"Shard {shard.Number} of {shard.Count} is done; the last one puts the labels together.");
        }

        return labeller.Failures;
    }
}
