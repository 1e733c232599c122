namespace Referent.Evaluation;

/// <summary>The metrics of the papers over a set of sentences, each a fraction of 1. A missing prediction counts as 0.</summary>
public sealed record EvaluationSummary
{
    /// <summary>Share of an object under which it counts as poorly covered. Chosen: half of it is not seen.</summary>
    private const double LowCoverage = 0.5;

    /// <summary>Share of another object above which a prediction spills over it. Chosen: more than an imprecise contour explains.</summary>
    private const double SpillThreshold = 0.2;

    /// <summary>The thresholds X of P@X. Source: the tables of PPT and TRIS use some of them each.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    /// <summary>Mean over sentences of the intersection over union.</summary>
    public required double MeanIou { get; init; }

    /// <summary>95 % interval of <see cref="MeanIou"/>, images resampled.</summary>
    public required Interval MeanIouInterval { get; init; }

    /// <summary>Sum of intersections over sum of unions.</summary>
    public required double OverallIou { get; init; }

    /// <summary><see cref="MeanIou"/> against the union of an object's polygons.</summary>
    public required double MeanIouUnion { get; init; }

    /// <summary><see cref="OverallIou"/> against the union of an object's polygons.</summary>
    public required double OverallIouUnion { get; init; }

    /// <summary>Share of sentences with an IoU strictly above each of <see cref="Thresholds"/>.</summary>
    public required IReadOnlyList<double> Precision { get; init; }

    /// <summary>Share with the best-scored pixel on the object.</summary>
    public required double PointM { get; init; }

    /// <summary>Share with the best-scored pixel in the object's box.</summary>
    public required double PointIt { get; init; }

    /// <summary>Share with some predicted box right.</summary>
    public required double AccBox { get; init; }

    /// <summary>Mean IoU of the box at the best-scored pixel.</summary>
    public required double BoxMeanIou { get; init; }

    /// <summary>Share of predictions that cover under half of the object.</summary>
    public required double CoverageLow { get; init; }

    /// <summary>Share of predictions that cover over a fifth of some other object.</summary>
    public required double Spill { get; init; }

    public required int Sentences { get; init; }

    public required int Refs { get; init; }

    public required int Images { get; init; }

    /// <summary>Sentences without a prediction, or whose ground truth is damaged.</summary>
    public required int Missing { get; init; }

    /// <summary>Summarises scores; with none, every fraction is 0.</summary>
    public static EvaluationSummary Of(IReadOnlyList<SampleScore> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return new EvaluationSummary
        {
            MeanIou = Mean(sample => sample.Iou),
            MeanIouInterval = Bootstrap.MeanInterval(samples.Select(sample => (sample.ImageId, sample.Iou))),
            OverallIou = Overall(sample => new MaskPair(sample.Intersection, sample.Union)),
            MeanIouUnion = Mean(sample => sample.UnionConvention.Iou),
            OverallIouUnion = Overall(sample => sample.UnionConvention),
            Precision = [.. Thresholds.Select(threshold => Share(sample => sample.Iou > threshold))],
            PointM = Share(sample => sample.PointM),
            PointIt = Share(sample => sample.PointIt),
            AccBox = Share(sample => sample.AccBox),
            BoxMeanIou = Mean(sample => sample.BoxIou),
            CoverageLow = Share(sample => sample.Coverage < LowCoverage),
            Spill = Share(sample => sample.Spill > SpillThreshold),
            Sentences = samples.Count,
            Refs = samples.Select(sample => sample.RefId).Distinct().Count(),
            Images = samples.Select(sample => sample.ImageId).Distinct().Count(),
            Missing = samples.Count(sample => sample.Missing),
        };

        double Mean(Func<SampleScore, double> value) => samples.Count == 0 ? 0 : samples.Average(value);

        double Share(Func<SampleScore, bool> holds) => samples.Count == 0 ? 0 : (double)samples.Count(holds) / samples.Count;

        double Overall(Func<SampleScore, MaskPair> pair) =>
            new MaskPair(samples.Sum(sample => pair(sample).Intersection), samples.Sum(sample => pair(sample).Union)).Iou;
    }
}
