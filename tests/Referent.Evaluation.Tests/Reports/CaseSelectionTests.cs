using Referent.Evaluation.Reports;

namespace Referent.Evaluation.Tests.Reports;

public sealed class CaseSelectionTests
{
    [Fact]
    public void Best_median_and_worst_come_by_IoU_and_share_no_sentence()
    {
        var groups = CaseSelection.Of([.. Enumerable.Range(0, 101).Select(percent => Scores.Of(percent, percent))]);
        Assert.Equal(["best", "median", "worst"], groups.Select(group => group.Name));
        Assert.Equal([100, 99, 98, 97, 96, 95], groups[0].Samples.Select(sample => sample.Intersection));
        Assert.Equal([50, 51, 49, 52, 48, 53], groups[1].Samples.Select(sample => sample.Intersection));
        Assert.Equal([0, 1, 2, 3, 4, 5], groups[2].Samples.Select(sample => sample.Intersection));
    }

    [Fact]
    public void Every_sentence_is_in_another_picture_while_there_are_any()
    {
        SampleScore[] samples = [.. Enumerable.Range(0, 60).Select(percent => Scores.Of(percent, percent, image: percent / 10))];
        Assert.All(CaseSelection.Of(samples), group => Assert.Equal(6, group.Samples.Select(sample => sample.ImageId).Distinct().Count()));
        SampleScore[] onePicture = [.. samples.Select(sample => sample with { ImageId = 1 })];
        Assert.Equal(18, CaseSelection.Of(onePicture).SelectMany(group => group.Samples).Distinct().Count());
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "best 1")]
    [InlineData(2, "best 1, worst 1")]
    [InlineData(3, "best 1, median 1, worst 1")]
    [InlineData(8, "best 3, median 2, worst 3")]
    public void Few_sentences_are_shared_out_and_those_without_prediction_passed_over(int count, string expected)
    {
        SampleScore[] samples = [.. Enumerable.Range(0, count).Select(percent => Scores.Of(percent, percent)), Scores.Of(900, 0, missing: true)];
        Assert.Equal(expected, string.Join(", ", CaseSelection.Of(samples).Select(group => $"{group.Name} {group.Samples.Count}")));
    }

    [Fact]
    public void Ties_go_by_sentence() =>
        Assert.Equal([4, 7], CaseSelection.Of([Scores.Of(7, 50), Scores.Of(4, 50)]).Select(group => group.Samples[0].SentenceId));
}
