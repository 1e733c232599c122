namespace Referent.Evaluation.Reports;

/// <summary>Which sentences of a report are worth a look: the best, those about the median, and the worst, by IoU.</summary>
public static class CaseSelection
{
    /// <summary>Sentences a group. Chosen: three groups are some minutes of looking and about a megabyte.</summary>
    private const int GroupSize = 6;

    /// <summary>
    /// Three groups without a sentence in common; each takes another picture per sentence while there are any. Empty groups are left out.
    /// </summary>
    /// <param name="samples">Those without a prediction are passed over.</param>
    public static IReadOnlyList<(string Name, IReadOnlyList<SampleScore> Samples)> Of(IReadOnlyList<SampleScore> samples)
    {
        SampleScore[] ranked =
            [.. samples.Where(sample => !sample.Missing).OrderByDescending(sample => sample.Iou).ThenBy(sample => sample.SentenceId)];
        int size = Math.Min(GroupSize, (ranked.Length + 2) / 3);
        HashSet<long> taken = [];
        SampleScore[] best = Take(ranked, size, taken);
        SampleScore[] worst = Take(ranked.Reverse(), size, taken);
        double middle = (ranked.Length - 1) / 2.0;
        SampleScore[] median = Take(ranked.Index().OrderBy(item => Math.Abs(item.Index - middle)).Select(item => item.Item), size, taken);
        (string Name, IReadOnlyList<SampleScore> Samples)[] groups = [("best", best), ("median", median), ("worst", worst)];
        return [.. groups.Where(group => group.Samples.Count > 0)];
    }

    private static SampleScore[] Take(IEnumerable<SampleScore> order, int size, HashSet<long> taken)
    {
        SampleScore[] free = [.. order.Where(sample => !taken.Contains(sample.SentenceId))];
        SampleScore[] group = [.. free.DistinctBy(sample => sample.ImageId).Concat(free).DistinctBy(sample => sample.SentenceId).Take(size)];
        taken.UnionWith(group.Select(sample => sample.SentenceId));
        return group;
    }
}
