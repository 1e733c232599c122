using System.CommandLine;
using Referent.Cli.Evaluating;
using Referent.Cli.Parsing;
using Referent.Evaluation;
using Referent.Evaluation.Reports;

namespace Referent.Cli.Commands;

/// <summary><c>referent eval</c>: segments every sentence of a split and scores the masks.</summary>
internal static class EvalCommand
{
    /// <summary>Chosen: decoding takes far less time than segmenting, and each decoded picture takes memory.</summary>
    private const int DefaultWorkers = 2;

    private static readonly Option<int?> Limit = new Option<int?>("--limit")
    {
        Description = "Only the first pictures of the split, with all their sentences; by default all.",
        HelpName = "N",
    }.Requiring(count => count >= 1, "at least 1");

    private static readonly Option<int?> Workers = new Option<int?>("--workers")
    {
        Description = $"Pictures decoded ahead, by default {DefaultWorkers}.",
        HelpName = "N",
    }.Requiring(count => count >= 1, "at least 1");

    private static readonly Option<FileInfo?> Predictions = new("--predictions")
    {
        Description = "File for the masks, JSON lines as score reads them.",
        HelpName = "FILE.jsonl",
    };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Go on behind what the predictions file holds, or start where there is none.",
    };

    private static readonly Option<DirectoryInfo?> Report = new("--report")
    {
        Description = "Folder for report.html, with the best, median and worst cases, report.md and report.json.",
        HelpName = "DIR",
    };

    public static Command Create()
    {
        Command command = new("eval", "Segments every sentence of a split and scores the masks by the papers' metrics.")
        {
            MethodOptions.Method, MethodOptions.Localiser, MethodOptions.MapPrompt, MethodOptions.AsReleased, MethodOptions.Crf, MethodOptions.Preset,
            Limit, Workers, Predictions, Resume, Report,
        };
        SplitOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Resume) is { Implicit: false, Tokens: not [{ Value: "false" }] } && result.GetResult(Predictions) is null)
            {
                result.AddError("--resume goes on with a predictions file; name it by --predictions.");
            }
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(CommandErrors.Catch(() => Run(parsed, cancellation))));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        SegmenterOptions options = MethodOptions.Read(parsed);
        EvaluationTask task = new(SplitOptions.Load(parsed), SplitOptions.SplitOf(parsed), parsed.GetValue(Limit));
        RequireOutputs(parsed);
        using Segmenter segmenter = Segmenter.Load(options);
        using StreamWriter? predictions = Open(parsed, task, segmenter);
        EvaluationRun run = new(segmenter, task, predictions);
        int status = run.Run(parsed.GetValue(Workers) ?? DefaultWorkers, new CountProgress("pictures"), cancellation);
        EvaluationReport report = SplitOptions.Write(
            parsed, task.Evaluator.Finish() with { Method = $"{segmenter.Variant}, preset {segmenter.Preset.Name}" });
        if (parsed.GetValue(Report) is { } folder)
        {
            IReadOnlyList<CaseGroup> cases = new CaseStudies(segmenter, task).Make(report.Samples, cancellation);
            OutputPath.Write(Report.Name, folder.FullName, () => ReportFolder.Write(folder.FullName, report, cases));
        }

        return status == ExitCode.Done ? SplitOptions.StatusOf(report) : status;
    }

    /// <summary>What cannot be written is told before hours of work, not behind them.</summary>
    /// <exception cref="ArgumentException">An output cannot be written, or would take the place of predictions that are there.</exception>
    private static void RequireOutputs(ParseResult parsed)
    {
        SplitOptions.RequireOutput(parsed);
        OutputPath.RequireFolder(Report.Name, parsed.GetValue(Report));
        OutputPath.RequireFile(Predictions.Name, parsed.GetValue(Predictions));
        if (parsed.GetValue(Predictions) is { Exists: true, Length: > 0 } there && !parsed.GetValue(Resume))
        {
            throw new ArgumentException(
                $"{Predictions.Name} {there.FullName} holds predictions already; "
                + $"add {Resume.Name} to go on with them, name another file, or delete this one.");
        }
    }

    /// <summary>The file of predictions, with what is to be kept of it; null where none was asked for.</summary>
    private static StreamWriter? Open(ParseResult parsed, EvaluationTask task, Segmenter segmenter)
    {
        if (parsed.GetValue(Predictions)?.FullName is not { } path)
        {
            return null;
        }

        PredictionOrigin origin = task.OriginOf(segmenter);
        if (parsed.GetValue(Resume) && File.Exists(path))
        {
            task.Resume(path, origin);
        }
        else
        {
            EvaluationTask.Begin(path, origin);
        }

        return new StreamWriter(path, append: true) { NewLine = "\n" };
    }
}
