using Referent.Cli.Bench;
using Referent.Data.Refer;

namespace Referent.Cli.Tests.Bench;

public sealed class LoadingDataTests
{
    [Fact]
    public void A_small_one_has_everything_in_proportion()
    {
        using LoadingData data = new(100);
        ReferDataset dataset = data.Load();
        Assert.Equal((100, 285, 40, 394), (dataset.Refs.Count, dataset.Refs.Sum(reference => reference.Sentences.Count), dataset.Images.Count, dataset.Annotations.Count));
        Assert.Equal(285, data.Sentences);
        Assert.Equal("the man in green 0", dataset.Refs[0].Sentences[0].Text);
        Assert.Equal(84, dataset.Annotations[0].Segmentation.Polygons()[0].Count);
    }

    [Fact]
    public void The_command_prints_time_and_memory_beside_their_bars()
    {
        ProgramRun run = ProgramRun.Of("bench", "loading", "--refs", "50");
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Matches(@"^loading, 50 refs +\d+\.\d\d s \(processor \d+\.\d\d s\) +bar 3 s: (held|missed)\nmemory, at most +\d+ MB +bar 500 MB: (held|missed)\n$", run.Output);
    }
}
