namespace Referent.Evaluation.Reports;

/// <summary>A metric by the name it has in reports and in the table of published numbers.</summary>
/// <param name="Name">Such as <c>mIoU</c> or <c>P@0.5</c>.</param>
/// <param name="Meaning">For who reads a report, in a few words.</param>
/// <param name="ValueOf">A fraction of 1.</param>
internal sealed record Metric(string Name, string Meaning, Func<EvaluationSummary, double> ValueOf)
{
    /// <summary>In the order of reports.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("mIoU", "mean over sentences of the intersection over union", summary => summary.MeanIou),
        new("oIoU", "sum of intersections over sum of unions", summary => summary.OverallIou),
        .. EvaluationSummary.Thresholds.Select((threshold, index) =>
            new Metric($"P@{threshold:0.0}", $"share of sentences with an IoU above {threshold:0.0}", summary => summary.Precision[index])),
        new("pointM", "share with the best-scored pixel on the object", summary => summary.PointM),
        new("pointIt", "share with the best-scored pixel in the object's box", summary => summary.PointIt),
        new("accBox", "share with a predicted box that overlaps the object's by more than half", summary => summary.AccBox),
        new("boxMIoU", "mean IoU of the box at the best-scored pixel", summary => summary.BoxMeanIou),
        new("coverageLow", "share of predictions that cover under half of the object", summary => summary.CoverageLow),
        new("spill", "share of predictions that cover over a fifth of some other object", summary => summary.Spill),
    ];
}
