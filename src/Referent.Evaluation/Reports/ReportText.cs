using System.Globalization;
using System.Text;
using Referent.Data;

namespace Referent.Evaluation.Reports;

/// <summary>Reports as plain text for a terminal.</summary>
public static class ReportText
{
    /// <summary>How many gains and how many losses a comparison lists. Chosen: both fit a screen.</summary>
    private const int ListedChanges = 10;

    /// <summary>Our metrics in percent, then the published numbers of the same dataset and split with ours among them.</summary>
    public static string Render(EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new();
        text.AppendLine($"{ReportTitle.Of(report)}: {ReportTitle.Extent(report)}");
        foreach (Metric metric in Metric.All)
        {
            string percent = ReportTitle.Percent(metric.ValueOf(report.Summary));
            text.AppendLine($"  {metric.Name,-12}{percent,7} %   {ReportTitle.Aside(metric, report.Summary)}".TrimEnd());
        }

        foreach (GroupScore group in report.HeldOut)
        {
            text.AppendLine(
                $"  mIoU of classes held out of {group.Name,-9}{ReportTitle.Percent(group.MeanIou),7} %   "
                + $"{ReportTitle.Interval(group.MeanIouInterval)}; {Counted.Of(group.Sentences, "sentence")}");
        }

        PublishedTable[] published = [.. PublishedTable.Of(report)];
        text.Append(published.Length > 0 ? $"\n{PublishedTable.Legend}\n" : "");
        foreach (PublishedTable table in published)
        {
            text.AppendLine().AppendLine($"published {table.Metric}, {report.Dataset} {report.Split}");
            foreach ((PublishedNumber number, bool isOurs) in table.Rows)
            {
                string mark = isOurs ? ">" : " ", percent = ReportTitle.Percent(number.Percent / 100);
                text.AppendLine($"{mark} {percent,6}  {number.Supervision,-5}{number.Method,-32}{number.Source}".TrimEnd());
            }
        }

        return text.ToString();
    }

    /// <summary>Both means under their names, the mean difference with its interval, and the sentences that changed most.</summary>
    public static string Render(PairedComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        StringBuilder text = new();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{comparison.Subject}: {Counted.Of(comparison.Samples.Count, "sentence")}, {Counted.Of(comparison.Images, "image")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  A  mIoU {100 * comparison.First,6:0.00} %   {comparison.Names.First}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  B  mIoU {100 * comparison.Second,6:0.00} %   {comparison.Names.Second}");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"B - A {100 * comparison.Difference:+0.00;-0.00;0.00} points, 95 % interval {100 * comparison.Interval.Low:+0.00;-0.00;0.00} "
            + $"to {100 * comparison.Interval.High:+0.00;-0.00;0.00} (images resampled)");
        AppendChanges(text, "gained most, IoU of A -> B", comparison.Samples.Where(pair => pair.Difference > 0));
        AppendChanges(text, "lost most, IoU of A -> B", comparison.Samples.Reverse().Where(pair => pair.Difference < 0));
        return text.ToString();
    }

    private static void AppendChanges(StringBuilder text, string title, IEnumerable<PairedSample> pairs)
    {
        text.AppendLine().AppendLine(title);
        foreach (PairedSample pair in pairs.Take(ListedChanges))
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {pair.First:0.000} -> {pair.Second:0.000}  sentence {pair.SentenceId}, image {pair.ImageId}: {pair.Sentence}");
        }
    }
}
