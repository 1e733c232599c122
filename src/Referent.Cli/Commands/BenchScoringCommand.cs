using System.CommandLine;
using System.Diagnostics;
using Referent.Cli.Bench;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;
using Referent.Imaging.Responses;

namespace Referent.Cli.Commands;

/// <summary><c>referent bench scoring</c>: how fast an evaluation is without the model.</summary>
internal static class BenchScoringCommand
{
    /// <summary>Source: the target that docs/evaluation.md sets under Speed. RefCOCO's largest test split then takes under half a minute.</summary>
    private const double BarSentencesPerSecond = 400;

    private const int Rounds = 3;

    private static readonly Option<int> Pictures = new("--pictures")
    {
        Description = "Of 640 x 480, with nine sentences each.",
        DefaultValueFactory = _ => 200,
        HelpName = "N",
    };

    public static Command Create()
    {
        Command command = new("scoring", "Times loading a dataset, reading predictions, decoding ground truth and scoring, in three rounds.")
        {
            Pictures,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Run(parsed.GetValue(Pictures))));
        return command;
    }

    private static void Run(int pictures)
    {
        using ScoringData data = new(pictures);
        double best = Enumerable.Range(0, Rounds).Min(_ => Time(data).TotalSeconds);
        double speed = data.Sentences / best;
        string verdict = speed >= BarSentencesPerSecond ? "held" : "missed";
        Console.Out.WriteLine($"scoring, 640x480        {speed,10:F0} sentences/s   bar {BarSentencesPerSecond}: {verdict}");
    }

    private static TimeSpan Time(ScoringData data)
    {
        long start = Stopwatch.GetTimestamp();
        ReferDataset dataset = data.Load();
        Evaluator evaluator = new(dataset, "val");
        foreach (Prediction prediction in PredictionFile.Read(data.Predictions))
        {
            evaluator.Add(prediction, ResponseRules.Tris);
        }

        ReportJson.Write(Stream.Null, evaluator.Finish());
        return Stopwatch.GetElapsedTime(start);
    }
}
