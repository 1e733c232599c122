using System.CommandLine;
using Referent.Training.Loop;
using Referent.Training.Ppt.Labels;

namespace Referent.Cli.Commands;

/// <summary><c>referent label</c>: makes pseudo-labels, which trainings read.</summary>
internal static class LabelCommand
{
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The data set's folder; labels go to labels/ppt in it.", Required = true };
    private static readonly Option<string> Preset = new("--preset") { Description = "Whose CLIP and SAM make the labels.", DefaultValueFactory = _ => "tiny" };
    private static readonly Option<string> Dataset = new("--dataset") { Description = "Whose sentences are labelled.", DefaultValueFactory = _ => "world" };
    private static readonly Option<string> Split = new("--split") { Description = "Which split of it.", DefaultValueFactory = _ => "train" };
    private static readonly Option<int> Objects = new("--objects") { Description = "Object-centric pictures at most; 0 for all." };
    private static readonly Option<int> Pictures = new("--pictures") { Description = "Pictures of the split at most; 0 for all." };

    public static Command Create()
    {
        Command ppt = new("ppt", "Masks of object-centric pictures and of noun phrases, by CLIP Surgery and SAM alone.")
        {
            Data, Preset, Dataset, Split, Objects, Pictures,
        };
        ppt.SetAction(parsed => Run(stop => Label(parsed, stop)));
        return new Command("label", "Makes pseudo-labels; an interrupted run goes on where it stopped.") { ppt, LabelTrisMapsCommand.Create(), LabelTrisMasksCommand.Create(), LabelScoreCommand.Create() };
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
        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = parsed.GetRequiredValue(Preset), Method = SegmentationMethod.ClipSam });
        PseudoLabeller labeller = new(segmenter, parsed.GetRequiredValue(Data).FullName);
        labeller.LabelObjects(parsed.GetValue(Objects), new CountProgress("objects"), cancellation);
        labeller.LabelSentences(
            parsed.GetRequiredValue(Dataset), parsed.GetRequiredValue(Split), parsed.GetValue(Pictures), new CountProgress("sentences"), cancellation);
        LabelGallery.Write(parsed.GetRequiredValue(Data).FullName);
        Console.Error.WriteLine($"Look at them before training on them: {Path.Combine(parsed.GetRequiredValue(Data).FullName, LabelFiles.Folder, LabelGallery.PageName)}");
        return labeller.Failures;
    }
}
