using System.CommandLine;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;

namespace Referent.Cli.Evaluating;

/// <summary>What <c>eval</c> and <c>score</c> share: which split of which dataset, and where the report goes.</summary>
internal static class SplitOptions
{
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The data root: REFER's layout or TRIS's.", Required = true };

    private static readonly Option<string> Dataset = new("--dataset")
    {
        Description = string.Join(", ", ReferFiles.DatasetNames) + ".",
        Required = true,
    };

    private static readonly Option<string?> SplitBy = new("--split-by")
    {
        Description = "Who made the split; by default the only one there, else unc or umd.",
    };

    private static readonly Option<string> Split = new("--split") { Description = "A split of the dataset, such as val.", Required = true };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "File for the summary and every sample." };

    public static void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Data, Dataset, SplitBy, Split, Json])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="ArgumentException">No such dataset.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static ReferDataset Load(ParseResult parsed) =>
        ReferDataset.Load(parsed.GetRequiredValue(Data).FullName, parsed.GetRequiredValue(Dataset), parsed.GetValue(SplitBy));

    public static string SplitOf(ParseResult parsed) => parsed.GetRequiredValue(Split);

    /// <summary>Makes sure before long work that the report can be written.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void RequireOutput(ParseResult parsed) => OutputPath.RequireFile(Json.Name, parsed.GetValue(Json));

    /// <summary>Prints the report, what was damaged to stderr, and writes the file asked for.</summary>
    /// <returns>The report with what the data root adds to it.</returns>
    public static EvaluationReport Write(ParseResult parsed, EvaluationReport report)
    {
        EvaluationReport complete = report with { HeldOut = HeldOutClasses.Read(parsed.GetRequiredValue(Data).FullName).Score(report.Samples) };
        Console.Out.Write(ReportText.Render(complete));
        WriteFaults(complete);
        if (parsed.GetValue(Json) is { } file)
        {
            OutputPath.Write(Json.Name, file.FullName, () =>
            {
                using FileStream stream = file.Create();
                ReportJson.Write(stream, complete);
            });
        }

        return complete;
    }

    /// <summary>Names damaged ground truth on stderr, with what it costs.</summary>
    public static void WriteFaults(EvaluationReport report)
    {
        foreach (string fault in report.Faults)
        {
            Console.Error.WriteLine(fault);
        }
    }

    /// <summary>The exit code of an evaluation whose ground truth may be damaged in places.</summary>
    public static int StatusOf(EvaluationReport report) =>
        report.Faults.Count == 0 ? ExitCode.Done : report.Summary.Missing < report.Summary.Sentences ? ExitCode.Partial : ExitCode.Failed;
}
