using System.CommandLine;
using Referent.Data.ObjectCentric;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Labels;

namespace Referent.Cli.Commands;

/// <summary>
/// <c>referent label score</c>: pseudo-masks of object-centric pictures against a world's truth, and how many sentences of a split D_ref could
/// produce verbatim.
/// </summary>
internal static class LabelScoreCommand
{
    private static readonly Option<DirectoryInfo> Data = new("--data")
    {
        Description = "A world with labels/ppt and objects.jsonl.",
        Required = true,
    };

    private static readonly Option<string> Dataset = new("--dataset")
    {
        Description = "Whose sentences are compared with D_ref's.",
        DefaultValueFactory = _ => "world",
    };

    private static readonly Option<string> Split = new("--split") { Description = "Which split of it.", DefaultValueFactory = _ => "val" };

    public static Command Create()
    {
        Command command = new(
            "score",
            "Compares the pseudo-masks of a world's object-centric pictures with the truth, and the sentences of a split with D_ref's templates.")
        {
            Data, Dataset, Split,
        };
        command.SetAction(parsed => CommandErrors.Catch(() =>
        {
            string root = parsed.GetRequiredValue(Data).FullName;
            var quality = PseudoLabelQuality.Measure(root, Path.Combine(root, LabelFiles.Folder, LabelFiles.Objects));
            Console.Out.WriteLine($"{quality.Pictures} pictures, mean IoU {quality.MeanIou:F4}, {quality.AboveHalf:P1} above 0.5");
            TemplateCoverage templates = new(ObjectCentricFolder.Read(Path.Combine(root, "objects")).Select(item => item.ClassName).Distinct());
            string[] sentences = [.. TrainingView.Load(root, parsed.GetRequiredValue(Dataset), parsed.GetRequiredValue(Split)).Samples
                .SelectMany(sample => sample.Sentences).Select(sentence => sentence.Text)];
            double produced = (double)sentences.Count(templates.Produces) / Math.Max(1, sentences.Length);
            Console.Out.WriteLine($"{sentences.Length} sentences, {produced:P1} of them as D_ref's templates may say them");
        }));
        return command;
    }
}
