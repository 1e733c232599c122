namespace Referent.Evaluation.Reports;

/// <summary>A metric by the name it has in reports and in the table of published numbers.</summary>
/// <param name="Name">Such as <c>mIoU</c> or <c>P@0.5</c>.</param>
/// <param name="ValueOf">A fraction of 1.</param>
internal sealed record Metric(string Name, Func<EvaluationSummary, double> ValueOf)
{
    /// <summary>In the order of reports.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("mIoU", summary => summary.MeanIou),
        new("oIoU", summary => summary.OverallIou),
        .. EvaluationSummary.Thresholds.Select((threshold, index) => new Metric($"P@{threshold:0.0}", summary => summary.Precision[index])),
        new("pointM", summary => summary.PointM),
        new("pointIt", summary => summary.PointIt),
        new("accBox", summary => summary.AccBox),
        new("boxMIoU", summary => summary.BoxMeanIou),
        new("coverageLow", summary => summary.CoverageLow),
        new("spill", summary => summary.Spill),
    ];
}
