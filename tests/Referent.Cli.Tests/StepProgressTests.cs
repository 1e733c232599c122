using Referent.Training.Loop;

namespace Referent.Cli.Tests;

public sealed class StepProgressTests
{
    [Theory]
    [InlineData(false, 0, "features 16 of 202")]
    [InlineData(false, 4, "features 16 of 202: 0:00:04 left")]
    [InlineData(true, 0, "features 16 of 202: loss 0.5, rate 0.001")]
    [InlineData(true, 4, "features 16 of 202: loss 0.5, rate 0.001, 0:00:04 left")]
    public void A_line_says_what_is_known_and_ends_without_a_mark(bool measured, int secondsLeft, string expected)
    {
        Dictionary<string, double> metrics = measured ? new() { ["loss"] = 0.5, ["rate"] = 0.001 } : [];
        Assert.Equal(expected, StepProgress.Line(new StepReport("features", 16, 202, metrics), TimeSpan.FromSeconds(secondsLeft)));
    }
}
