namespace Referent.Evaluation.Reports;

/// <summary>What is published of one metric on a report's dataset and split, the report's own number among it.</summary>
/// <param name="Metric">By the name of our reports.</param>
/// <param name="Rows">The highest number first.</param>
internal sealed record PublishedTable(string Metric, IReadOnlyList<(PublishedNumber Number, bool IsOurs)> Rows)
{
    /// <summary>What the marks of supervision mean. Source: the tables' captions and the READMEs that the numbers come from.</summary>
    public const string Legend = "Supervision: F masks; W, T text alone; B+T boxes and text; W* text, and a detector or masks trained on COCO.";

    /// <summary>A table per metric that is published, in the order of <see cref="Reports.Metric.All"/>; none for the generated world.</summary>
    public static IEnumerable<PublishedTable> Of(EvaluationReport report)
    {
        ILookup<string, PublishedNumber> published = PublishedNumbers.For(report.Dataset, report.SplitBy, report.Split)
            .ToLookup(number => number.Metric);
        return from metric in Reports.Metric.All
               where published.Contains(metric.Name)
               let ours = new PublishedNumber("this run", "", "", metric.Name, 100 * metric.ValueOf(report.Summary))
               let numbers = Joined(published[metric.Name]).Append(ours).OrderByDescending(number => number.Percent)
               select new PublishedTable(metric.Name, [.. numbers.Select(number => (number, ReferenceEquals(number, ours)))]);
    }

    /// <summary>A number that several tables repeat is one line with all its sources.</summary>
    private static IEnumerable<PublishedNumber> Joined(IEnumerable<PublishedNumber> numbers) =>
        from number in numbers
        group number by (Method: NameOf(number.Method), number.Percent) into same
        select same.First() with
        {
            Method = same.Key.Method,
            Supervision = string.Join('/', same.Select(number => number.Supervision).Distinct()),
            Source = string.Join(", ", same.Select(number => number.Source)),
        };

    /// <summary>Source: PPT's tables repeat the numbers that TRIS has for its step 2, and call them TRIS.</summary>
    private static string NameOf(string method) => method == "TRIS" ? "TRIS step 2" : method;
}
