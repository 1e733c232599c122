using System.CommandLine;
using Referent.Evaluation;
using Referent.Evaluation.Reports;

namespace Referent.Cli.Commands;

/// <summary><c>referent compare A.json B.json</c>: whether B is better than A, sentence by sentence.</summary>
internal static class CompareCommand
{
    private static readonly Argument<FileInfo> First = new("A.json") { Description = "A report of eval or score." };
    private static readonly Argument<FileInfo> Second = new("B.json") { Description = "A report on the same sentences." };

    public static Command Create()
    {
        Command command = new("compare", "Prints the mean difference B minus A with its interval, and the sentences that changed most.")
        {
            First, Second,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Console.Out.Write(ReportText.Render(PairedComparison.Of(
            ReportFile.Read(parsed.GetRequiredValue(First).FullName),
            ReportFile.Read(parsed.GetRequiredValue(Second).FullName))))));
        return command;
    }
}
