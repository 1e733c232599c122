using Referent.Data.Features;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

public sealed class CacheCommandTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public CacheCommandTests()
    {
        FeatureKey[] keys = [FeatureKey.Of([1], "test"), FeatureKey.Of([2], "test")];
        using var cache = FeatureCache.Open(new FeatureCacheOptions { Folder = _data.PathOf("features") }, FeatureSpace.Of("weights", 4));
        cache.Fill(keys, items => new Half[4 * items.Count], 16, new Progress<(int Done, int Total)>(), TestContext.Current.CancellationToken);
    }

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Stats_counts_pictures_and_clear_deletes_them()
    {
        Assert.Matches(@"(?m)^[0-9a-f]{16} +2 +1 +0\.00 ", ProgramRun.Of("cache", "stats", _data.FullPath).Output);
        Assert.Equal(0, ProgramRun.Of("cache", "clear", _data.PathOf("features")).Status);
        Assert.Empty(Directory.GetFiles(_data.PathOf("features"), "*.features"));
    }

    [Fact]
    public void Verify_fails_where_something_is_damaged_and_says_what()
    {
        Assert.Equal(0, ProgramRun.Of("cache", "verify", _data.FullPath).Status);
        string path = Assert.Single(Directory.GetFiles(_data.PathOf("features"), "*.features"));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 8;
        File.WriteAllBytes(path, bytes);

        ProgramRun run = ProgramRun.Of("cache", "verify", _data.FullPath);

        Assert.Equal(1, run.Status);
        Assert.Contains(path, run.Errors, StringComparison.Ordinal);
        Assert.Contains("0 pictures are sound", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, ProgramRun.Of("cache", "verify", _data.FullPath).Status);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Contains("nowhere", ProgramRun.Of("cache", "stats", _data.PathOf("nowhere")).Errors, StringComparison.Ordinal);
}
