using System.Globalization;

namespace Referent.Evaluation.Reports;

/// <summary>A number that a paper reports.</summary>
/// <param name="Method">As the paper calls it.</param>
/// <param name="Source">Paper and table.</param>
/// <param name="Supervision">As the table marks it: F masks, W and T text alone, B boxes.</param>
/// <param name="Metric">By the names of our reports.</param>
/// <param name="Percent">0 to 100.</param>
public sealed record PublishedNumber(string Method, string Source, string Supervision, string Metric, double Percent);

/// <summary>The numbers of the papers, shipped with the program to stand beside ours.</summary>
/// <remarks>Source: the tables of PPT and TRIS and the TRIS authors' README, typed into <c>published-numbers.tsv</c>.</remarks>
public static class PublishedNumbers
{
    private static readonly Lazy<ILookup<(string Dataset, string Split), PublishedNumber>> All = new(Read);

    /// <summary>What is published for a dataset and split, in the tables' order; empty for the generated world.</summary>
    public static IEnumerable<PublishedNumber> For(string dataset, string splitBy, string split) =>
        All.Value[(dataset == "refcocog" ? $"{dataset}-{splitBy}" : dataset, split)];

    private static ILookup<(string Dataset, string Split), PublishedNumber> Read()
    {
        using Stream stream = typeof(PublishedNumbers).Assembly.GetManifestResourceStream("published-numbers.tsv")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Split('\t'))
            .ToLookup(
                cells => (cells[4], cells[5]),
                cells => new PublishedNumber(cells[0], cells[1], cells[2], cells[3], double.Parse(cells[6], CultureInfo.InvariantCulture)));
    }
}
