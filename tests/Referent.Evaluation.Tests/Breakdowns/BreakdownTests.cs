using Referent.Evaluation.Breakdowns;

namespace Referent.Evaluation.Tests.Breakdowns;

public sealed class BreakdownTests
{
    [Fact]
    public void Objects_go_by_COCOs_areas_limits_included_below() => Assert.Equal(
        [("small", 2, 0.2), ("medium", 2, 0.5), ("large", 1, 0.8)],
        Rows(0, [Scores.Of(0, 10, area: 0), Scores.Of(1, 30, area: 1024), Scores.Of(2, 40, area: 1025), Scores.Of(3, 60, area: 9216), Scores.Of(4, 80, area: 9217)]));

    [Fact]
    public void Phrases_go_by_their_words() => Assert.Equal(
        [("1-2 words", 2, 0.2), ("3-5 words", 2, 0.4), ("6-9 words", 1, 0.6), ("10 and more", 1, 0.8)],
        Rows(1, [Scores.Of(0, 10, ""), Scores.Of(1, 30, "left  fox"), Scores.Of(2, 30, "fox on left"), Scores.Of(3, 50, "a b c d e"), Scores.Of(4, 60, "a b c d e f"), Scores.Of(5, 80, "a b c d e f g h i j")]));

    [Fact]
    public void Phrases_go_by_position_words_and_parts_without_sentences_are_left_out()
    {
        Assert.Equal([("with", 1, 0.3), ("without", 2, 0.2)], Rows(2, [Scores.Of(0, 30, "left fox"), Scores.Of(1, 40), Scores.Of(2, 0)]));
        Assert.Equal([("without", 1, 0.4)], Rows(2, [Scores.Of(1, 40)]));
    }

    [Theory]
    [InlineData("guy on the LEFT", true)]
    [InlineData("bottom-right slice", true)]
    [InlineData("2nd from rt", true)]
    [InlineData("dog next to the man", true)]
    [InlineData("leftover pizza", false)]
    [InlineData("man in the blue shirt", false)]
    [InlineData("", false)]
    public void Position_words_are_whole_words(string phrase, bool expected) => Assert.Equal(expected, PositionWords.AreIn(phrase));

    private static IEnumerable<(string Name, int Sentences, double MeanIou)> Rows(int breakdown, SampleScore[] samples) =>
        Breakdown.Of(samples)[breakdown].Groups.Select(group => (group.Name, group.Sentences, Math.Round(group.MeanIou, 12)));
}
