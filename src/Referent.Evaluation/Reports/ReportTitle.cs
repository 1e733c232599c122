using System.Globalization;
using Referent.Data;

namespace Referent.Evaluation.Reports;

/// <summary>The lines at the head of a report, the same in text, Markdown and HTML.</summary>
internal static class ReportTitle
{
    /// <summary>Dataset, split and, where it is known, what made the predictions.</summary>
    public static string Of(EvaluationReport report) =>
        $"{report.Dataset} ({report.SplitBy}) {report.Split}{(report.Method is null ? "" : $", {report.Method}")}";

    /// <summary>How much was evaluated, and by which masks.</summary>
    public static string Extent(EvaluationReport report)
    {
        EvaluationSummary summary = report.Summary;
        return $"{Counted.Of(summary.Sentences, "sentence")}, {Counted.Of(summary.Refs, "ref")}, {Counted.Of(summary.Images, "image")}, "
            + $"{summary.Missing} without prediction; masks {ReportJson.NameOf(report.Masks)}";
    }

    /// <summary>What belongs beside a metric's value; empty for most.</summary>
    public static string Aside(Metric metric, EvaluationSummary summary) => metric.Name switch
    {
        "mIoU" => $"{Interval(summary.MeanIouInterval)}; union of polygons {Percent(summary.MeanIouUnion)}",
        "oIoU" => $"union of polygons {Percent(summary.OverallIouUnion)}",
        _ => "",
    };

    public static string Interval(Interval interval) => $"95 % interval {Percent(interval.Low)} to {Percent(interval.High)}";

    /// <summary>A fraction of 1 in percent with two digits.</summary>
    public static string Percent(double fraction) => (100 * fraction).ToString("0.00", CultureInfo.InvariantCulture);
}
