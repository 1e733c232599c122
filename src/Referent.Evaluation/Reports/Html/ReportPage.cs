using Referent.Evaluation.Breakdowns;

namespace Referent.Evaluation.Reports.Html;

/// <summary>
/// A report as one HTML file without script, which needs nothing beside it and no network: its own policy forbids a browser to load anything.
/// The same report gives the same bytes.
/// </summary>
public static class ReportPage
{
    /// <param name="page">Gets the file.</param>
    /// <param name="report">The report.</param>
    /// <param name="cases">Sentences to show; may be empty.</param>
    public static void Write(TextWriter page, EvaluationReport report, IReadOnlyList<CaseGroup> cases)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(cases);
        string title = Markup.Text(ReportTitle.Of(report));
        page.Write($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>{title}</title>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
            {Style()}</style></head><body>
            <h1>{title}</h1>
            <p class="meta">{Markup.Text(ReportTitle.Extent(report))}. Every sentence is in report.json beside this page.</p>

            """);
        WriteTiles(page, report.Summary);
        bool hasRings = PublishedTable.Of(report).Any(table => table.Metric.StartsWith("P@", StringComparison.Ordinal));
        string rings = hasRings ? "; rings are published numbers" : "";
        page.Write(
            $"<h2>IoU</h2>\n<div class=\"charts\"><figure>{Charts.Histogram(report.Samples)}"
            + $"<figcaption>sentences by IoU, {report.Summary.Missing} without prediction among the zeros</figcaption></figure>\n");
        page.Write($"<figure>{Charts.Precision(report)}<figcaption>share of sentences above an IoU{rings}</figcaption></figure></div>\n");
        WriteBreakdowns(page, report);
        WriteMetrics(page, report.Summary);
        WritePublished(page, report);
        WriteCases(page, cases);
        page.Write("</body></html>\n");
    }

    private static void WriteTiles(TextWriter page, EvaluationSummary summary)
    {
        page.Write("<div class=\"tiles\">\n");
        foreach (Metric metric in Metric.All.Where(metric => metric.Name is "mIoU" or "oIoU" or "P@0.5" or "pointM" or "coverageLow" or "spill"))
        {
            string aside = metric.Name == "mIoU" ? ReportTitle.Interval(summary.MeanIouInterval) : metric.Meaning;
            page.Write(
                $"<div class=\"tile\"><span class=\"name\">{metric.Name}</span>"
                + $"<span class=\"value\">{ReportTitle.Percent(metric.ValueOf(summary))} %</span><span class=\"aside\">{aside}</span></div>\n");
        }

        page.Write("</div>\n");
    }

    private static void WriteBreakdowns(TextWriter page, EvaluationReport report)
    {
        page.Write("<h2>What is hard</h2>\n<div class=\"tables\">\n");
        foreach (Breakdown breakdown in report.AllBreakdowns())
        {
            string[] head = [Markup.Text(breakdown.Name), "sentences", "mIoU %", "", "95 % interval"];
            page.Write(Markup.Table([false, true, true, false, false], head, breakdown.Groups.Select(group => (false, new[]
            {
                Markup.Text(group.Name),
                $"{group.Sentences}",
                ReportTitle.Percent(group.MeanIou),
                $"<span class=\"rail\"><span class=\"fill\" style=\"width:{ReportTitle.Percent(group.MeanIou)}%\"></span></span>",
                $"{ReportTitle.Percent(group.MeanIouInterval.Low)} to {ReportTitle.Percent(group.MeanIouInterval.High)}",
            }))));
        }

        page.Write("</div>\n");
    }

    private static void WriteMetrics(TextWriter page, EvaluationSummary summary)
    {
        page.Write("<h2>All metrics</h2>\n");
        page.Write(Markup.Table([false, true, false, false], ["metric", "%", "", "meaning"], Metric.All.Select(metric =>
            (false, new[] { metric.Name, ReportTitle.Percent(metric.ValueOf(summary)), ReportTitle.Aside(metric, summary), metric.Meaning }))));
    }

    private static void WritePublished(TextWriter page, EvaluationReport report)
    {
        PublishedTable[] tables = [.. PublishedTable.Of(report)];
        if (tables.Length == 0)
        {
            return;
        }

        page.Write($"<h2>Published numbers</h2>\n<p class=\"meta\">{PublishedTable.Legend}</p>\n<div class=\"tables\">\n");
        foreach (PublishedTable table in tables)
        {
            string[] head = [table.Metric, "%", "supervision", "source"];
            page.Write(Markup.Table([false, true, false, false], head, table.Rows.Select(row => (row.IsOurs, new[]
            {
                Markup.Text(row.Number.Method),
                ReportTitle.Percent(row.Number.Percent / 100),
                row.Number.Supervision,
                Markup.Text(row.Number.Source),
            }))));
        }

        page.Write("</div>\n");
    }

    private static void WriteCases(TextWriter page, IReadOnlyList<CaseGroup> cases)
    {
        foreach (CaseGroup group in cases)
        {
            page.Write($"<h2 class=\"group\">Cases: {Markup.Text(group.Name)}</h2>\n");
            foreach (CaseStudy study in group.Cases)
            {
                page.Write(CaseFigure.Render(study));
            }
        }
    }

    private static string Style()
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
