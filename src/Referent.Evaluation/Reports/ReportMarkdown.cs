using System.Text;
using Referent.Evaluation.Breakdowns;

namespace Referent.Evaluation.Reports;

/// <summary>Reports as Markdown: for an issue, a paper's appendix, a results folder.</summary>
public static class ReportMarkdown
{
    /// <summary>Metrics in percent, breakdowns, published numbers with ours among them.</summary>
    public static string Render(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new();
        text.Append($"# {Cell(ReportTitle.Of(report))}\n\n{ReportTitle.Extent(report)}\n\n| metric | % | | meaning |\n|---|---:|---|---|\n");
        foreach (Metric metric in Metric.All)
        {
            text.Append($"| {metric.Name} | {ReportTitle.Percent(metric.ValueOf(report.Summary))} ")
                .Append($"| {ReportTitle.Aside(metric, report.Summary)} | {metric.Meaning} |\n");
        }

        foreach (Breakdown breakdown in report.AllBreakdowns())
        {
            text.Append($"\n| {breakdown.Name} | sentences | mIoU % | 95 % interval |\n|---|---:|---:|---|\n");
            foreach (GroupScore group in breakdown.Groups)
            {
                text.Append($"| {Cell(group.Name)} | {group.Sentences} | {ReportTitle.Percent(group.MeanIou)} ")
                    .Append($"| {ReportTitle.Percent(group.MeanIouInterval.Low)} to {ReportTitle.Percent(group.MeanIouInterval.High)} |\n");
            }
        }

        PublishedTable[] published = [.. PublishedTable.Of(report)];
        text.Append(published.Length > 0 ? $"\n{PublishedTable.Legend}\n" : "");
        foreach (PublishedTable table in published)
        {
            text.Append($"\n| published {table.Metric} | % | supervision | source |\n|---|---:|---|---|\n");
            foreach ((PublishedNumber number, bool isOurs) in table.Rows)
            {
                string mark = isOurs ? "**" : "";
                text.Append($"| {mark}{number.Method}{mark} | {mark}{ReportTitle.Percent(number.Percent / 100)}{mark} ")
                    .Append($"| {number.Supervision} | {number.Source} |\n");
            }
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
