using System.CommandLine;
using System.CommandLine.Parsing;
using Referent.Cli.Evaluating;

namespace Referent.Cli.Commands;

/// <summary><c>referent eval</c>: segments every sentence of a split and scores the masks.</summary>
internal static class EvalCommand
{
    /// <summary>Chosen: decoding takes far less time than segmenting, and each decoded picture takes memory.</summary>
    private const int DefaultWorkers = 2;

    private static readonly Option<string?> Method = new("--method") { Description = $"{string.Join(", ", SegmentationMethods.AllNames)}; by default the best that the preset has the parts for." };
    private static readonly Option<string> Preset = new("--preset") { Description = "Weights: the name of a preset, or a folder with one.", DefaultValueFactory = _ => "tiny" };
    private static readonly Option<int?> Limit = new("--limit") { Description = "Only the first pictures of the split, with all their sentences; by default all.", HelpName = "N" };
    private static readonly Option<int?> Workers = new("--workers") { Description = $"Pictures decoded ahead, by default {DefaultWorkers}.", HelpName = "N" };
    private static readonly Option<FileInfo?> Predictions = new("--predictions") { Description = "File for the masks, JSON lines as score reads them.", HelpName = "FILE.jsonl" };
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on behind what the predictions file holds, or start where there is none." };

    public static Command Create()
    {
        Command command = new("eval", "Segments every sentence of a split and scores the masks by the papers' metrics.")
        {
            Method, Preset, Limit, Workers, Predictions, Resume,
        };
        SplitOptions.AddTo(command);
        command.Validators.Add(Validate);
        command.SetAction((parsed, cancellation) => Task.FromResult(CommandErrors.Catch(() => Run(parsed, cancellation))));
        return command;
    }

    private static void Validate(CommandResult result)
    {
        (bool Broken, string Fault)[] rules =
        [
            (result.GetValue(Limit) < 1, "--limit is at least 1."),
            (result.GetValue(Workers) < 1, "--workers is at least 1."),
            (result.GetValue(Resume) && result.GetValue(Predictions) is null, "--resume goes on with a predictions file; name it by --predictions."),
        ];
        foreach ((bool broken, string fault) in rules)
        {
            if (broken)
            {
                result.AddError(fault);
            }
        }
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        SegmenterOptions options = new()
        {
            Preset = parsed.GetRequiredValue(Preset),
            Method = parsed.GetValue(Method) is { } method ? SegmentationMethods.Parse(method) : null,
        };
        EvaluationTask task = new(SplitOptions.Load(parsed), SplitOptions.SplitOf(parsed), parsed.GetValue(Limit));
        FileInfo? file = parsed.GetValue(Predictions);
        if (file is not null && parsed.GetValue(Resume))
        {
            task.Resume(file.FullName);
        }

        using Segmenter segmenter = Segmenter.Load(options);
        file?.Directory!.Create();
        using StreamWriter? predictions = file is null ? null : new StreamWriter(file.FullName, append: parsed.GetValue(Resume)) { NewLine = "\n" };
        int status = new EvaluationRun(segmenter, task, predictions).Run(parsed.GetValue(Workers) ?? DefaultWorkers, new CountProgress("pictures"), cancellation);
        SplitOptions.Write(parsed, task.Evaluator.Finish() with { Method = $"{SegmentationMethods.NameOf(segmenter.Method)}, preset {segmenter.Preset.Name}" });
        return status;
    }
}
