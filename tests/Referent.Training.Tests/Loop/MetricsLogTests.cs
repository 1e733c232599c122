using Referent.TestSupport;
using Referent.Training.Loop;

namespace Referent.Training.Tests.Loop;

public sealed class MetricsLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder.PathOf("metrics.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_step_is_a_line_with_the_step_first_and_no_number_that_JSON_lacks()
    {
        Write(from: 0, 7);
        using (MetricsLog log = MetricsLog.Open(LogPath, 8))
        {
            log.Write(8, new Dictionary<string, double> { ["loss"] = double.NaN, ["norm"] = double.PositiveInfinity, ["rate"] = 0.5 });
        }

        Assert.Equal(["""{"step":7,"loss":70}""", """{"step":8,"loss":null,"norm":null,"rate":0.5}"""], File.ReadLines(LogPath));
    }

    [Fact]
    public void Resuming_drops_the_steps_that_will_be_taken_again()
    {
        Write(from: 0, 0, 1, 2, 3, 4);
        Write(from: 2, 2, 3);
        Assert.Equal([0, 1, 2, 3], Steps());
    }

    [Theory]
    [InlineData("{\"step\":2,\"lo")]
    [InlineData("{\"step\":1")]
    [InlineData("\n")]
    public void A_line_that_was_cut_goes_with_all_behind_it(string cut)
    {
        Write(from: 0, 0, 1);
        File.AppendAllText(LogPath, cut);
        Write(from: 5, 5);
        Assert.Equal([0, 1, 5], Steps());
    }

    [Fact]
    public void Lines_can_be_read_while_the_run_goes_on()
    {
        using MetricsLog log = MetricsLog.Open(LogPath, 0);
        log.Write(0, []);
        Assert.Equal([0], Steps());
    }

    private void Write(long from, params long[] steps)
    {
        using MetricsLog log = MetricsLog.Open(LogPath, from);
        foreach (long step in steps)
        {
            log.Write(step, new Dictionary<string, double> { ["loss"] = step * 10 });
        }
    }

    private IEnumerable<long> Steps() => Runs.Lines(LogPath).Select(line => line.GetProperty("step").GetInt64());
}
