using System.CommandLine;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;
using Referent.Imaging.Masks;

namespace Referent.Cli.Commands;

/// <summary><c>referent score</c>: scores masks from a file against a dataset; needs no pictures and no model.</summary>
internal static class ScoreCommand
{
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The data root: REFER's layout or TRIS's.", Required = true };
    private static readonly Option<string> Dataset = new("--dataset") { Description = string.Join(", ", ReferFiles.DatasetNames) + ".", Required = true };
    private static readonly Option<string?> SplitBy = new("--split-by") { Description = "Who made the split; by default the only one there, else unc or umd." };
    private static readonly Option<string> Split = new("--split") { Description = "A split of the dataset, such as val.", Required = true };

    private static readonly Option<FileInfo> Predictions = new("--predictions")
    {
        Description = "JSON lines {\"sent_id\",\"mask\":{\"size\",\"counts\"}}.",
        Required = true,
    };

    private static readonly Option<string> Masks = new("--masks")
    {
        Description = "What belongs to an object of several polygons: sum-is-one, as the papers have it, or union.",
        DefaultValueFactory = _ => ReportJson.NameOf(MaskConvention.SumIsOne),
    };

    private static readonly Option<FileInfo?> Json = new("--json") { Description = "File for the summary and every sample." };

    public static Command Create()
    {
        Masks.AcceptOnlyFromAmong(ReportJson.NameOf(MaskConvention.SumIsOne), ReportJson.NameOf(MaskConvention.Union));
        Command command = new("score", "Scores predicted masks by the papers' metrics.") { Data, Dataset, SplitBy, Split, Predictions, Masks, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed) => CommandErrors.Catch(() =>
    {
        MaskConvention convention = parsed.GetRequiredValue(Masks) == ReportJson.NameOf(MaskConvention.Union) ? MaskConvention.Union : MaskConvention.SumIsOne;
        ReferDataset dataset = ReferDataset.Load(parsed.GetRequiredValue(Data).FullName, parsed.GetRequiredValue(Dataset), parsed.GetValue(SplitBy));
        Evaluator evaluator = new(dataset, parsed.GetRequiredValue(Split), convention: convention);
        Score(dataset, evaluator, parsed.GetRequiredValue(Predictions).FullName);

        EvaluationReport report = evaluator.Finish();
        if (parsed.GetValue(Json) is { } file)
        {
            using FileStream stream = file.Create();
            ReportJson.Write(stream, report);
        }

        Console.Out.Write(ReportText.Render(report));
    });

    /// <summary>Predictions for the dataset's other splits are left out, so that one file can serve all.</summary>
    private static void Score(ReferDataset dataset, Evaluator evaluator, string path)
    {
        HashSet<long> known = [.. from reference in dataset.Refs from sentence in reference.Sentences select sentence.Id];
        int elsewhere = 0;
        foreach ((long sentenceId, RunLengthMask mask) in PredictionFile.Read(path))
        {
            if (evaluator.Expects(sentenceId))
            {
                evaluator.Add(sentenceId, mask);
            }
            else if (known.Contains(sentenceId))
            {
                elsewhere++;
            }
            else
            {
                throw new InvalidDataException($"{path}: no sentence has the id {sentenceId} in {dataset.Files.RefsPath}.");
            }
        }

        if (elsewhere > 0)
        {
            Console.Error.WriteLine($"{elsewhere} predictions are for other splits and were left out.");
        }
    }
}
