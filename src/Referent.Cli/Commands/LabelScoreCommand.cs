using System.CommandLine;
using Referent.Data.ObjectCentric;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Imaging.Masks;
using Referent.Training.Configuration;
using Referent.Training.Ppt;
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

    private static readonly Option<FileInfo?> Config = new("--config")
    {
        Description = "A configuration of train ppt: scores beside all labels those that its pool trusts. There the pieces of a mask are several "
            + "candidates.",
    };

    public static Command Create()
    {
        Command command = new(
            "score",
            "Compares the pseudo-masks of a world's object-centric pictures and sentences with the truth, and the sentences of a split with "
            + "D_ref's templates.")
        {
            Data, Dataset, Split, Config,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Score(
            parsed.GetRequiredValue(Data).FullName,
            parsed.GetRequiredValue(Dataset),
            parsed.GetRequiredValue(Split),
            parsed.GetValue(Config) is { } config ? ConfigFile.Load<PptConfig>(config.FullName, [], "ppt").Pool : null)));
        return command;
    }

    private static void Score(string root, string dataset, string split, PptPool? pool)
    {
        var view = TrainingView.Load(root, dataset, split);
        IReadOnlyList<ObjectLabel> objects = LabelFiles.ReadObjects(root);
        IReadOnlyList<SentenceLabel> sentences = LabelFiles.ReadSentences(root);
        ReferDataset truth = ReferDataset.Load(root, dataset);
        Describe(string.Empty, root, truth, objects, sentences.Select(label => (label, Masks(label.Candidates))));
        if (pool is not null)
        {
            Describe(
                "trusted: ",
                root,
                truth,
                objects.Where(label => TrustedLabels.IsTrusted(label, pool)),
                sentences.Select(label => (label, TrustedLabels.CandidatesOf(label, pool))));
        }

        TemplateCoverage templates = new(ObjectCentricFolder.Read(Path.Combine(root, "objects")).Select(item => item.ClassName).Distinct());
        string[] texts = [.. view.Samples.SelectMany(sample => sample.Sentences).Select(sentence => sentence.Text)];
        double produced = (double)texts.Count(templates.Produces) / Math.Max(1, texts.Length);
        Console.Out.WriteLine($"{texts.Length} sentences of {split}, of which D_ref's templates can say {produced:P1} word for word");
    }

    private static void Describe(
        string which,
        string root,
        ReferDataset truth,
        IEnumerable<ObjectLabel> objects,
        IEnumerable<(SentenceLabel Label, IReadOnlyList<RunLengthMask> Masks)> sentences)
    {
        var quality = PseudoLabelQuality.Measure(root, objects.Select(label => (label.Image, label.Mask)));
        Console.Out.WriteLine($"{which}{quality.Pictures} pictures, mean IoU {quality.MeanIou:F4}, {quality.AboveHalf:P1} above 0.5");
        (SentenceLabel Label, IReadOnlyList<RunLengthMask> Masks)[] known = [.. sentences];
        if (known.Any(sentence => sentence.Label.Ref is null))
        {
            Console.Out.WriteLine($"{which}sentences not scored: labels of before version 2 do not say which ref a sentence is about");
            return;
        }

        var scored = SentenceLabelQuality.Measure(truth, known.Select(sentence => (sentence.Label.Ref!.Value, sentence.Label.Text, sentence.Masks)));
        Console.Out.WriteLine($"{which}{scored.Alone} sentences with one candidate, mean IoU {scored.AloneIou:F4}");
        string pieces = which.Length > 0 ? ", pieces of a mask among them" : string.Empty;
        Console.Out.WriteLine(
            $"{which}{scored.Several} sentences with several{pieces}, mean IoU of all candidates {scored.MeanIou:F4}, "
            + $"of the best {scored.BestIou:F4}");
    }

    private static IReadOnlyList<RunLengthMask> Masks(IReadOnlyList<PhraseMask> candidates) => [.. candidates.Select(item => item.Mask)];
}
