namespace Referent.Evaluation.Tests;

public sealed class RocCurveTests
{
    [Theory]
    [InlineData(new[] { 0.7, 0.8 }, new[] { 0.1, 0.2, 0.3 }, 1)]
    [InlineData(new[] { 0.1, 0.2 }, new[] { 0.7 }, 0)]
    [InlineData(new[] { 0.5, 0.5 }, new[] { 0.5 }, 0.5)]
    [InlineData(new[] { 0.9, 0.4 }, new[] { 0.6, 0.4 }, 0.625)]
    public void The_area_is_the_share_of_pairs_in_the_right_order(double[] present, double[] absent, double area) =>
        Assert.Equal(area, new RocCurve(present, absent).Area, 12);

    [Fact]
    public void A_threshold_keeps_the_share_asked_for()
    {
        RocCurve curve = new(Enumerable.Range(1, 100).Select(i => i / 100.0), [0.02, 0.2]);
        double threshold = curve.ThresholdFor(0.95);
        Assert.Equal(0.0599, threshold, 12);
        Assert.Equal((0.95, 0.5), curve.Above(threshold));
        Assert.Equal((1, 1), new RocCurve([0.3], [0.3]).Above(0));
    }

    [Fact]
    public void Scores_of_one_kind_are_refused() => Assert.Throws<ArgumentException>(() => new RocCurve([0.5], []));
}
