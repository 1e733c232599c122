using System.CommandLine;
using Referent.Cli.Evaluating;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;
using Referent.Imaging.Masks;

namespace Referent.Cli.Commands;

/// <summary><c>referent score</c>: scores masks from a file against a dataset; needs no pictures and no model.</summary>
internal static class ScoreCommand
{
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

    public static Command Create()
    {
        Masks.AcceptOnlyFromAmong(ReportJson.NameOf(MaskConvention.SumIsOne), ReportJson.NameOf(MaskConvention.Union));
        Command command = new("score", "Scores predicted masks by the papers' metrics.") { Predictions, Masks };
        SplitOptions.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed) => CommandErrors.Catch(() =>
    {
        MaskConvention convention = parsed.GetRequiredValue(Masks) == ReportJson.NameOf(MaskConvention.Union) ? MaskConvention.Union : MaskConvention.SumIsOne;
        ReferDataset dataset = SplitOptions.Load(parsed);
        Evaluator evaluator = new(dataset, SplitOptions.SplitOf(parsed), convention: convention);
        Score(dataset, evaluator, parsed.GetRequiredValue(Predictions).FullName);
        SplitOptions.Write(parsed, evaluator.Finish());
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
