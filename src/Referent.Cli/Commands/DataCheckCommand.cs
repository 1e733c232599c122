using System.CommandLine;
using System.Globalization;
using Referent.Cli.Datasets;
using Referent.Data.Checks;
using Referent.Data.Refer;

namespace Referent.Cli.Commands;

/// <summary><c>referent data check</c>: whether what is there is the dataset that it is called.</summary>
internal static class DataCheckCommand
{
    public static Command Create()
    {
        Command command = new(
            "check",
            "Compares datasets with what is published of them and looks at every picture; the exit code says whether evaluation can be trusted.")
        {
            DatasetOptions.Root, DatasetOptions.OneDataset, DatasetOptions.OneSplitBy,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(CommandErrors.Catch(() => Run(parsed, cancellation))));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken stop)
    {
        bool trusted = true;
        foreach (ReferFiles files in DatasetOptions.LocateAll(parsed))
        {
            SharedProgress progress = new(new CountProgress($"{files.Dataset} ({files.SplitBy}): pictures"));
            DatasetFindings findings = DatasetCheck.Run(files, progress, stop);
            Write(Console.Out, files, findings);
            trusted &= findings.IsTrusted;
        }

        return trusted ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(TextWriter output, ReferFiles files, DatasetFindings findings)
    {
        output.WriteLine(DatasetOptions.Describe(files));
        if (findings.Counts.Count > 0)
        {
            TextTable.Write(
                output,
                [
                    ["split", "pictures", "refs", "sentences", ""],
                    .. Splits(findings).Select(split => Row(split, findings)),
                    .. Total(files, findings),
                ]);
        }

        foreach (string fault in findings.Faults)
        {
            output.WriteLine($"fault: {fault}");
        }

        foreach (string note in findings.Notes)
        {
            output.WriteLine($"note: {note}");
        }

        output.WriteLine(findings.IsTrusted ? "Evaluation on it can be trusted." : "Evaluation on it cannot be trusted.");
        output.WriteLine();
    }

    /// <summary>Those published and those there.</summary>
    private static IEnumerable<string> Splits(DatasetFindings findings) =>
        findings.Published.Concat(findings.Counts).Select(counts => counts.Split).Distinct();

    private static string[] Row(string split, DatasetFindings findings)
    {
        SplitCounts found = findings.Counts.FirstOrDefault(counts => counts.Split == split) ?? new SplitCounts(split, 0, 0, 0);
        SplitCounts? published = findings.Published.FirstOrDefault(counts => counts.Split == split);
        string beside = published is null ? ""
            : published == found ? "as published"
            : $"published: {Number(published.Images)}, {Number(published.Refs)}, {Number(published.Sentences)}";
        return [split, Number(found.Images), Number(found.Refs), Number(found.Sentences), beside];
    }

    /// <summary>A row of all splits together where no more than that is published.</summary>
    private static IEnumerable<string[]> Total(ReferFiles files, DatasetFindings findings)
    {
        SplitCounts all = findings.All;
        return PublishedCounts.TotalOf(files.Dataset) is not var (images, sentences) ? []
            : [[all.Split, Number(all.Images), Number(all.Refs), Number(all.Sentences),
                (images, sentences) == (all.Images, all.Sentences)
                    ? "as published"
                    : $"published: {Number(images)} pictures, {Number(sentences)} sentences"]];
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Reports from several threads, one after the other.</summary>
    private sealed class SharedProgress(CountProgress progress) : IProgress<(int Done, int Total)>
    {
        private readonly Lock _lock = new();

        public void Report((int Done, int Total) value)
        {
            lock (_lock)
            {
                progress.Report(value);
            }
        }
    }
}
