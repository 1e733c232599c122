using System.CommandLine;
using System.Globalization;
using Referent.Cli.Datasets;
using Referent.Data.Checks;
using Referent.Data.Refer;

namespace Referent.Cli.Commands;

/// <summary><c>referent data stats</c>: what the splits of a dataset are made of; needs no pictures.</summary>
internal static class DataStatsCommand
{
    /// <summary>Classes that are listed of each split.</summary>
    private const int ListedClasses = 8;

    public static Command Create()
    {
        Command command = new("stats", "Counts objects, sentences, words, sizes and classes by split; needs no pictures.")
        {
            DatasetOptions.Root, DatasetOptions.OneDataset, DatasetOptions.OneSplitBy,
        };
        command.SetAction(parsed => CommandErrors.Catch(() => Run(parsed)));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        foreach (ReferFiles files in DatasetOptions.LocateAll(parsed))
        {
            Console.Out.WriteLine(DatasetOptions.Describe(files));
            Write(Console.Out, SplitStatistics.Of(ReferDataset.Load(files)));
            Console.Out.WriteLine();
        }
    }

    private static void Write(TextWriter output, IReadOnlyList<SplitStatistics> splits)
    {
        TextTable.Write(
            output,
            [
                ["", .. splits.Select(split => split.Counts.Split)],
                Row("pictures", split => $"{split.Counts.Images:N0}"),
                Row("refs", split => $"{split.Counts.Refs:N0}"),
                Row("sentences", split => $"{split.Counts.Sentences:N0}"),
                Row("refs per picture", split => $"{(double)split.Counts.Refs / split.Counts.Images:F2}"),
                Row("sentences per ref", split => $"{(double)split.Counts.Sentences / split.Counts.Refs:F2}"),
                Row("words per sentence", split => $"{(double)split.Words / split.Counts.Sentences:F2}"),
                Row("longest sentence", split => $"{split.LongestSentence:N0}"),
                Row("objects < 32 x 32", split => $"{split.Small:N0}"),
                Row("objects < 96 x 96", split => $"{split.Medium:N0}"),
                Row("larger objects", split => $"{split.Large:N0}"),
                Row("median object", split => $"{100 * split.MedianShare:F1} %"),
            ]);
        foreach (SplitStatistics split in splits)
        {
            if (split.Classes.Count > 0)
            {
                IEnumerable<string> classes = split.Classes.Take(ListedClasses).Select(item => $"{item.Name} {item.Refs}");
                output.WriteLine($"{split.Counts.Split}, classes: {string.Join(", ", classes)}");
            }

            IEnumerable<string> words = split.FrequentWords.Select(item => $"{item.Word} {item.Sentences}");
            output.WriteLine($"{split.Counts.Split}, words: {string.Join(", ", words)}");
        }

        string[] Row(string what, Func<SplitStatistics, FormattableString> cell) =>
            [what, .. splits.Select(split => cell(split).ToString(CultureInfo.InvariantCulture))];
    }
}
