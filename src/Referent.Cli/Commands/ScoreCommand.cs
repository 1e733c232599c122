using System.CommandLine;
using Referent.Cli.Evaluating;
using Referent.Cli.Parsing;
using Referent.Data;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;
using Referent.Imaging.Responses;

namespace Referent.Cli.Commands;

/// <summary><c>referent score</c>: scores masks from a file against a dataset; needs no pictures and no model.</summary>
internal static class ScoreCommand
{
    private const string AlignCorners = "align-corners", HalfPixel = "half-pixel";

    private static readonly Option<FileInfo> Predictions = new("--predictions")
    {
        Description = "JSON lines {\"sent_id\",\"mask\":{\"size\",\"counts\"}}, or with a map of responses, \"map\":{\"size\",\"float32\"}.",
        Required = true,
    };

    private static readonly Option<string> Masks = new("--masks")
    {
        Description = "What belongs to an object of several polygons: sum-is-one, as the papers have it, or union.",
        DefaultValueFactory = _ => ReportJson.NameOf(MaskConvention.SumIsOne),
    };

    private static readonly Option<float> Threshold = new Option<float>("--map-threshold")
    {
        Description = "For maps: the share of the highest response above which a pixel is mask; TRIS takes whatever is above 0.",
        DefaultValueFactory = _ => ResponseRules.Tris.Threshold,
    }.Requiring(share => share is >= 0 and <= 1, "a share of the highest response, from 0 to 1");

    private static readonly Option<string> Resize = new("--map-resize")
    {
        Description = "For maps: bilinear to the picture's size with align-corners, as TRIS has it, or half-pixel.",
        DefaultValueFactory = _ => AlignCorners,
    };

    public static Command Create()
    {
        Masks.AcceptOnlyFromAmong(ReportJson.NameOf(MaskConvention.SumIsOne), ReportJson.NameOf(MaskConvention.Union));
        Resize.AcceptOnlyFromAmong(AlignCorners, HalfPixel);
        Command command = new("score", "Scores predicted masks by the papers' metrics.") { Predictions, Masks, Threshold, Resize };
        SplitOptions.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed) => CommandErrors.Catch(() =>
    {
        MaskConvention convention = parsed.GetRequiredValue(Masks) == ReportJson.NameOf(MaskConvention.Union)
            ? MaskConvention.Union
            : MaskConvention.SumIsOne;
        ReferDataset dataset = SplitOptions.Load(parsed);
        Evaluator evaluator = new(dataset, SplitOptions.SplitOf(parsed), convention: convention);
        ResponseResize resize = parsed.GetValue(Resize) == HalfPixel ? ResponseResize.HalfPixel : ResponseResize.AlignCorners;
        ResponseRules rules = new(resize, parsed.GetValue(Threshold));
        SplitOptions.RequireOutput(parsed);
        Score(dataset, evaluator, FileOf(parsed), rules);
        return SplitOptions.StatusOf(SplitOptions.Write(parsed, evaluator.Finish()));
    });

    private static string FileOf(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Predictions).FullName;
        return File.Exists(path) ? path
            : Directory.Exists(path) ? throw new IOException($"{Predictions.Name} {path} is a folder; expected a file of JSON lines.")
            : throw new FileNotFoundException($"{Predictions.Name} {path}: there is no such file; expected one of JSON lines.");
    }

    /// <summary>Predictions for the dataset's other splits are left out, so that one file can serve all.</summary>
    private static void Score(ReferDataset dataset, Evaluator evaluator, string path, ResponseRules rules)
    {
        HashSet<long> known = [.. from reference in dataset.Refs from sentence in reference.Sentences select sentence.Id];
        int added = 0, elsewhere = 0;
        foreach (Prediction prediction in PredictionFile.Read(path))
        {
            if (evaluator.Expects(prediction.SentenceId))
            {
                evaluator.Add(prediction, rules);
                added++;
            }
            else if (known.Contains(prediction.SentenceId))
            {
                elsewhere++;
            }
            else
            {
                throw new InvalidDataException($"{prediction.Place}: no sentence has the id {prediction.SentenceId} in {dataset.Files.RefsPath}.");
            }
        }

        if (elsewhere > 0)
        {
            Console.Error.WriteLine($"{Counted.Of(elsewhere, "prediction")} for other splits {(elsewhere == 1 ? "was" : "were")} left out.");
        }

        if (added == 0)
        {
            throw new InvalidDataException($"{path} has no prediction for this split.");
        }
    }
}
