using System.CommandLine;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;

namespace Referent.Cli.Evaluating;

/// <summary>What <c>eval</c> and <c>score</c> share: which split of which dataset, and where the report goes.</summary>
internal static class SplitOptions
{
    private static readonly Option<DirectoryInfo> Data = new("--data") { Description = "The data root: REFER's layout or TRIS's.", Required = true };
    private static readonly Option<string> Dataset = new("--dataset") { Description = string.Join(", ", ReferFiles.DatasetNames) + ".", Required = true };
    private static readonly Option<string?> SplitBy = new("--split-by") { Description = "Who made the split; by default the only one there, else unc or umd." };
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

    /// <summary>Writes the report to the file asked for and prints it.</summary>
    /// <returns>The report with what the data root adds to it.</returns>
    public static EvaluationReport Write(ParseResult parsed, EvaluationReport report)
    {
        EvaluationReport complete = report with { HeldOut = HeldOutClasses.Read(parsed.GetRequiredValue(Data).FullName).Score(report.Samples) };
        if (parsed.GetValue(Json) is { } file)
        {
            file.Directory!.Create();
            using FileStream stream = file.Create();
            ReportJson.Write(stream, complete);
        }

        Console.Out.Write(ReportText.Render(complete));
        return complete;
    }
}
