using System.CommandLine;
using Referent.Evaluation;
using Referent.Training.Ppt.Labels;

namespace Referent.Cli.Commands;

/// <summary><c>referent label score</c>: pseudo-masks of object-centric pictures against a world's truth.</summary>
internal static class LabelScoreCommand
{
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "A world with labels/ppt and objects.jsonl.", Required = true };

    public static Command Create()
    {
        Command command = new("score", "Compares the pseudo-masks of a world's object-centric pictures with the truth.") { Data };
        command.SetAction(parsed => CommandErrors.Catch(() =>
        {
            string root = parsed.GetRequiredValue(Data).FullName;
            var quality = PseudoLabelQuality.Measure(root, Path.Combine(root, LabelFiles.Folder, LabelFiles.Objects));
            Console.Out.WriteLine($"{quality.Pictures} pictures, mean IoU {quality.MeanIou:F4}, {quality.AboveHalf:P1} above 0.5");
        }));
        return command;
    }
}
