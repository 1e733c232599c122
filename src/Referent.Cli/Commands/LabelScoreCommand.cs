using System.CommandLine;
using Referent.Data.ObjectCentric;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Labels;

namespace Referent.Cli.Commands;

/// <summary>
/// <c>referent label score</c>: pseudo-masks of object-centric pictures and of sentences against a world's truth, and how many sentences of a split
/// D_ref could produce verbatim.
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
        Description = "The data set that was labelled, and whose sentences are compared with D_ref's.",
        DefaultValueFactory = _ => "world",
    };

    private static readonly Option<string> Split = new("--split") { Description = "Which split of it.", DefaultValueFactory = _ => "val" };

    public static Command Create()
    {
        Command command = new(
            "score",
            "Compares the pseudo-masks of a world's object-centric pictures and sentences with the truth, and the sentences of a split with "
            + "D_ref's templates.")
        {
            Data, Dataset, Split,
        };
        command.SetAction(parsed => CommandErrors.Catch(() =>
        {
            string root = parsed.GetRequiredValue(Data).FullName, dataset = parsed.GetRequiredValue(Dataset);
            var quality = PseudoLabelQuality.Measure(root, Path.Combine(root, LabelFiles.Folder, LabelFiles.Objects));
            Console.Out.WriteLine($"{quality.Pictures} pictures, mean IoU {quality.MeanIou:F4}, {quality.AboveHalf:P1} above 0.5");
            Describe(SentenceLabelQuality.Measure(ReferDataset.Load(root, dataset), Path.Combine(root, LabelFiles.Folder, LabelFiles.Sentences)));
            TemplateCoverage templates = new(ObjectCentricFolder.Read(Path.Combine(root, "objects")).Select(item => item.ClassName).Distinct());
            string[] sentences = [.. TrainingView.Load(root, dataset, parsed.GetRequiredValue(Split)).Samples
                .SelectMany(sample => sample.Sentences).Select(sentence => sentence.Text)];
            double produced = (double)sentences.Count(templates.Produces) / Math.Max(1, sentences.Length);
            Console.Out.WriteLine($"{sentences.Length} sentences, {produced:P1} of them as D_ref's templates may say them");
        }));
        return command;
    }

    private static void Describe(SentenceLabelQuality? sentences)
    {
        if (sentences is null)
        {
            Console.Out.WriteLine("sentences not scored: labels of before version 2 do not say which ref a sentence is about");
            return;
        }

        Console.Out.WriteLine($"{sentences.Alone} sentences with one candidate, mean IoU {sentences.AloneIou:F4}");
        Console.Out.WriteLine(
            $"{sentences.Several} sentences with several, mean IoU of all candidates {sentences.MeanIou:F4}, of the best {sentences.BestIou:F4}");
    }
}
