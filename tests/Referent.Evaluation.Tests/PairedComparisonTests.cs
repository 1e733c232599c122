using Referent.Evaluation.Reports;

namespace Referent.Evaluation.Tests;

public sealed class PairedComparisonTests
{
    [Fact]
    public void The_difference_is_second_minus_first_and_samples_come_by_gain()
    {
        PairedComparison comparison = PairedComparison.Of(Report([0.5, 0.2, 0.4]), Report([0.6, 0.7, 0.1], "b"));
        Assert.Equal(0.1, comparison.Difference, 1e-12);
        Assert.Equal(3, comparison.Images);
        Assert.Equal([1, 0, 2], comparison.Samples.Select(pair => pair.SentenceId));
        Assert.InRange(comparison.Difference, comparison.Interval.Low, comparison.Interval.High);

        string text = ReportText.Render(comparison);
        Assert.Contains("B - A +10.00 points", text, StringComparison.Ordinal);
        Assert.StartsWith("refcoco (unc) val: 3 sentences, 3 images", text, StringComparison.Ordinal);
        Assert.Matches(@"A +mIoU +36\.67 % +ppt \(a\.json\)\s+B +mIoU +46\.67 % +ppt \(b\.json\)", text);
        Assert.Matches(@"gained most, IoU of A -> B\s+0\.200 -> 0\.700  sentence 1", text);
        Assert.Matches(@"lost most, IoU of A -> B\s+0\.400 -> 0\.100  sentence 2", text);
    }

    /// <summary>Both vary much from image to image, their difference does not.</summary>
    [Fact]
    public void Pairing_makes_the_interval_narrow()
    {
        double[] first = [.. Enumerable.Range(0, 200).Select(image => image % 10 / 10.0)];
        PairedComparison comparison = PairedComparison.Of(Report(first), Report([.. first.Select(value => value + 0.01)]));
        Assert.Equal(0.01, comparison.Interval.Low, 1e-9);
        Assert.Equal(0.01, comparison.Interval.High, 1e-9);
    }

    [Fact]
    public void Reports_on_other_sentences_are_refused()
    {
        Assert.Throws<InvalidDataException>(() => PairedComparison.Of(Report([0.5]), Report([0.5, 0.5])));
        Assert.Throws<InvalidDataException>(() => PairedComparison.Of(Report([0.5, 0.1]), Report([0.5])));
        Assert.Throws<InvalidDataException>(() => PairedComparison.Of(Report([0.5]), Report([0.5]) with { Subject = "refcoco (unc) testA" }));
    }

    [Fact]
    public void The_mean_of_reports_is_the_mean_of_every_number_in_them()
    {
        var mean = ReportFile.Mean([Report([0.5, 0.2]), Report([0.1, 0.4], "b")]);
        Assert.Equal([0.3, 0.3], mean.Samples.Select(sample => Math.Round(sample.Iou, 9)));
        Assert.Equal(0.3, mean.Metrics["mIoU"], 1e-12);
        Assert.Throws<InvalidDataException>(() => ReportFile.Mean([Report([0.5, 0.2]), Report([0.1])]));
    }

    private static ReportFile Report(double[] ious, string name = "a") =>
        new($"ppt ({name}.json)", "refcoco (unc) val", new Dictionary<string, double> { ["mIoU"] = ious.Average() }, [.. ious.Select((iou, index) => new ReportSample(index, 100 + index, iou, $"sentence {index}"))]);
}
