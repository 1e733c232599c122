using System.Globalization;
using System.Text;

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
        EvaluationSummary summary = report.Summary;
        StringBuilder text = new();
        string method = report.Method is null ? "" : $", {report.Method}";
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Dataset} ({report.SplitBy}) {report.Split}{method}: {summary.Sentences} sentences, {summary.Refs} refs, {summary.Images} images, {summary.Missing} without prediction; masks {ReportJson.NameOf(report.Masks)}");
        foreach (Metric metric in Metric.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {metric.Name,-12}{100 * metric.ValueOf(summary),7:0.00} %");
            text.AppendLine(metric.Name switch
            {
                "mIoU" => $"   95 % interval {100 * summary.MeanIouInterval.Low:0.00} to {100 * summary.MeanIouInterval.High:0.00}; union of polygons {100 * summary.MeanIouUnion:0.00}",
                "oIoU" => $"   union of polygons {100 * summary.OverallIouUnion:0.00}",
                _ => "",
            });
        }

        foreach (GroupScore group in report.HeldOut)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  mIoU of classes held out of {group.Name,-9}{100 * group.MeanIou,7:0.00} %   95 % interval {100 * group.MeanIouInterval.Low:0.00} to {100 * group.MeanIouInterval.High:0.00}; {group.Sentences} sentences");
        }

        ILookup<string, PublishedNumber> published = PublishedNumbers.For(report.Dataset, report.SplitBy, report.Split).ToLookup(number => number.Metric);
        foreach (Metric metric in Metric.All.Where(metric => published.Contains(metric.Name)))
        {
            PublishedNumber ours = new("this run", "", "", metric.Name, 100 * metric.ValueOf(summary));
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"published {metric.Name}, {report.Dataset} {report.Split}");
            foreach (PublishedNumber number in published[metric.Name].Append(ours).OrderByDescending(number => number.Percent))
            {
                text.AppendLine($"{(number == ours ? ">" : " ")} {number.Percent,6:0.00}  {number.Supervision,-4}{number.Method,-32}{number.Source}".TrimEnd());
            }
        }

        return text.ToString();
    }

    /// <summary>The mean difference with its interval, and the sentences that changed most.</summary>
    public static string Render(PairedComparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"mIoU {100 * comparison.First:0.00} % -> {100 * comparison.Second:0.00} % on {comparison.Samples.Count} sentences of {comparison.Images} images");
        text.AppendLine(CultureInfo.InvariantCulture, $"difference {100 * comparison.Difference:+0.00;-0.00;0.00} points, 95 % interval {100 * comparison.Interval.Low:+0.00;-0.00;0.00} to {100 * comparison.Interval.High:+0.00;-0.00;0.00} (images resampled)");
        AppendChanges(text, "gained most", comparison.Samples.Where(pair => pair.Difference > 0));
        AppendChanges(text, "lost most", comparison.Samples.Reverse().Where(pair => pair.Difference < 0));
        return text.ToString();
    }

    private static void AppendChanges(StringBuilder text, string title, IEnumerable<PairedSample> pairs)
    {
        text.AppendLine().AppendLine(title);
        foreach (PairedSample pair in pairs.Take(ListedChanges))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {pair.First:0.000} -> {pair.Second:0.000}  sentence {pair.SentenceId}, image {pair.ImageId}: {pair.Sentence}");
        }
    }
}
