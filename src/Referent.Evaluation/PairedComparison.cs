using Referent.Evaluation.Reports;

namespace Referent.Evaluation;

/// <summary>One sentence scored twice.</summary>
/// <param name="SentenceId">The dataset's <c>sent_id</c>.</param>
/// <param name="ImageId">COCO's image id.</param>
/// <param name="Sentence">Its text.</param>
/// <param name="First">IoU in the first report.</param>
/// <param name="Second">IoU in the second report.</param>
public sealed record PairedSample(long SentenceId, long ImageId, string Sentence, double First, double Second)
{
    /// <summary>Second minus first: above 0 where the second is better.</summary>
    public double Difference => Second - First;
}

/// <summary>Two reports on the same sentences, compared sentence by sentence.</summary>
public sealed record PairedComparison
{
    /// <summary>What is compared, the first report and the second: method or file.</summary>
    public required (string First, string Second) Names { get; init; }

    /// <summary>Dataset, split and masks.</summary>
    public required string Subject { get; init; }

    /// <summary>Mean IoU of the first report.</summary>
    public required double First { get; init; }

    /// <summary>Mean IoU of the second report.</summary>
    public required double Second { get; init; }

    /// <summary>Mean over sentences of second minus first.</summary>
    public required double Difference { get; init; }

    /// <summary>95 % interval of <see cref="Difference"/>, images resampled.</summary>
    public required Interval Interval { get; init; }

    /// <summary>How many images the sentences lie in.</summary>
    public required int Images { get; init; }

    /// <summary>All sentences, what gained most first.</summary>
    public required IReadOnlyList<PairedSample> Samples { get; init; }

    /// <summary>Pairs two reports.</summary>
    /// <exception cref="InvalidDataException">They are not on the same dataset, split, masks and sentences.</exception>
    public static PairedComparison Of(ReportFile first, ReportFile second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        Dictionary<long, ReportSample> byId = second.Samples.ToDictionary(sample => sample.SentenceId);
        if (first.Subject != second.Subject || first.Samples.Count != byId.Count || !first.Samples.All(sample => byId.ContainsKey(sample.SentenceId)))
        {
            throw new InvalidDataException(
                $"The reports are not on the same sentences: {first.Samples.Count} of {first.Subject} "
                + $"and {second.Samples.Count} of {second.Subject}.");
        }

        PairedSample[] pairs =
        [
            .. from sample in first.Samples
               let pair = new PairedSample(sample.SentenceId, sample.ImageId, sample.Sentence, sample.Iou, byId[sample.SentenceId].Iou)
               orderby pair.Difference descending, pair.SentenceId
               select pair,
        ];
        return new PairedComparison
        {
            Names = (first.Name, second.Name),
            Subject = first.Subject,
            First = Mean(pair => pair.First),
            Second = Mean(pair => pair.Second),
            Difference = Mean(pair => pair.Difference),
            Interval = Bootstrap.MeanInterval(pairs.OrderBy(pair => pair.SentenceId).Select(pair => (pair.ImageId, pair.Difference))),
            Images = pairs.Select(pair => pair.ImageId).Distinct().Count(),
            Samples = pairs,
        };

        double Mean(Func<PairedSample, double> value) => pairs.Length == 0 ? 0 : pairs.Average(value);
    }
}
