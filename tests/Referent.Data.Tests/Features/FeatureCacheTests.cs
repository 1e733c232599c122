using Referent.Data.Features;
using Referent.TestSupport;

namespace Referent.Data.Tests.Features;

public sealed class FeatureCacheTests : IDisposable
{
    private const int Batch = 2;

    private static readonly FeatureSpace Space = FeatureSpace.Of("weights and sizes", 5);

    private readonly TemporaryFolder _folder = new();
    private readonly List<int> _made = [];

    private string Folder => Path.Combine(_folder.FullPath, "features");

    /// <summary>Four records to a shard.</summary>
    private FeatureCacheOptions Options => new() { Folder = Folder, ShardBytes = 4L * Space.RecordBytes };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_read_back_as_they_were_made_from_any_process()
    {
        using FeatureCache cache = Filled(Options, 7);
        AssertHolds(cache, 7);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], _made);
        Assert.Equal(2, Shards().Length);
        using var other = FeatureCache.Open(Options, Space);
        AssertHolds(other, 7);
    }

    [Fact]
    public void Nothing_is_made_twice_and_runs_share_the_pictures_they_have_in_common()
    {
        Filled(Options, 7).Dispose();
        _made.Clear();
        using FeatureCache more = FeatureCache.Open(Options, Space);
        Assert.Equal(new FeaturePlan(9, 7, 10), more.Plan([.. Keys(9), .. Keys(2)]));
        Fill(more, [.. Keys(2), .. Keys(9).Reverse(), .. Keys(2)]);

        Assert.Equal([2, 3], _made);
        AssertHolds(more, 9);
    }

    [Fact]
    public void Other_weights_and_other_treatments_of_a_picture_share_nothing()
    {
        Filled(Options, 3).Dispose();
        using var other = FeatureCache.Open(Options, FeatureSpace.Of("other weights", 5));
        Assert.Equal(3, other.Plan(Keys(3)).Missing);
        Assert.NotEqual(FeatureKey.Of([1, 2], "file"), FeatureKey.Of([1, 2], "mirrored"));
        Assert.NotEqual(FeatureSpace.Of("facts", 5).Name, FeatureSpace.Of("facts", 6).Name);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        Filled(Options, 2).Dispose();
        string path = Assert.Single(Shards());
        byte[] bytes = File.ReadAllBytes(path);
        for (int bit = 0; bit < bytes.Length * 8; bit += 3)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, flipped);
            using (var cache = FeatureCache.Open(Options, Space))
            {
                int wrong = Keys(2).Count(key => cache.Plan([key]).Missing == 1 || !cache.TryRead(key, new Half[5]));
                Assert.True(wrong > 0, $"Bit {bit} was flipped.");
            }

            Assert.False(File.Exists(path));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(-1)]
    public void A_truncated_shard_is_dropped_and_made_again(int length)
    {
        Filled(Options, 4).Dispose();
        string path = Assert.Single(Shards());
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(length < 0 ? bytes.Length + length : length)]);
        _made.Clear();

        using FeatureCache cache = Filled(Options, 4);

        Assert.Equal([0, 1, 2, 3], _made);
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_record_damaged_under_a_run_is_not_given_and_the_next_run_makes_it_again()
    {
        using FeatureCache cache = Filled(Options, 4);
        string path = Assert.Single(Shards());
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.Position = stream.Length - 1;
            stream.WriteByte(0x55);
        }

        Assert.False(cache.TryRead(Key(3), new Half[5]));
        Assert.True(cache.TryRead(Key(2), new Half[5]));
        Assert.Empty(Shards());
        using FeatureCache next = Filled(Options, 4);
        AssertHolds(next, 4);
    }

    [Fact]
    public void Two_writers_at_once_share_the_work()
    {
        FeatureKey[] keys = Keys(40);
        int made = 0;
        void Work(FeatureKey[] order)
        {
            using var cache = FeatureCache.Open(Options, Space);
            cache.Fill(order, items => Make(order, items, _ => Interlocked.Increment(ref made)), Batch, new Ignore(), TestContext.Current.CancellationToken);
            AssertHolds(cache, 40);
        }

        Parallel.Invoke(() => Work(keys), () => Work([.. keys.Reverse()]), () => Work(keys));

        Assert.Equal(40, made);
        Assert.Equal(40, FeatureCacheFolder.Measure(Folder).Sum(use => use.Records));
    }

    [Fact]
    public void A_writer_waits_for_one_that_is_at_work_and_stops_when_asked()
    {
        using var cache = FeatureCache.Open(Options, Space);
        using FeatureLock? other = FeatureLock.TryTake(Path.Combine(Folder, Space.Name + ".lock"));
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(300));
        Assert.NotNull(other);
        Assert.Throws<OperationCanceledException>(() => cache.Fill(Keys(2), items => Make(Keys(2), items, _made.Add), Batch, new Ignore(), stop.Token));
        Assert.Empty(_made);
    }

    [Fact]
    public void Making_that_ends_early_keeps_whole_shards_and_nothing_else()
    {
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Filled(Options, 12, made => StopAt(made, 6, stop.Cancel), stop.Token));
        Assert.Throws<InvalidDataException>(() => Filled(Options, 12, made => StopAt(made, 9, () => throw new InvalidDataException())));
        Assert.Empty(Directory.EnumerateFiles(Folder, "*.tmp"));
        Assert.Equal(2, Shards().Length);
        _made.Clear();
        using FeatureCache cache = Filled(Options, 12);
        Assert.Equal([8, 9, 10, 11], _made);

        static void StopAt(int made, int at, Action action)
        {
            if (made == at)
            {
                action();
            }
        }
    }

    [Fact]
    public void A_disk_that_fills_while_writing_leaves_what_was_whole()
    {
        int files = 0;
        FeatureCacheOptions small = Options with { Create = path => files++ == 0 ? File.Create(path) : new FullDisk(path) };
        Assert.Throws<IOException>(() => Filled(small, 8));
        Assert.Single(Directory.GetFiles(Folder), path => !path.EndsWith(".lock", StringComparison.Ordinal));
        using FeatureCache cache = Filled(Options, 8);
        AssertHolds(cache, 8);
    }

    [Fact]
    public void A_disk_without_room_and_a_limit_that_is_too_small_are_refused_before_anything_is_made()
    {
        string disk = Assert.Throws<IOException>(() => Filled(Options with { FreeBytes = _ => 39 }, 4)).Message;
        Assert.Contains("4 of 4", disk, StringComparison.Ordinal);
        string limit = Assert.Throws<IOException>(() => Filled(Options with { Limit = 39 }, 4)).Message;
        Assert.Contains("--cache-limit", limit, StringComparison.Ordinal);
        Assert.Empty(_made);
    }

    [Fact]
    public void What_was_used_longest_ago_makes_room_and_what_is_in_use_stays()
    {
        long shard = FeatureShard.SizeOf(Space, 4);
        FeatureCacheOptions three = Options with { Limit = 3 * shard };
        foreach ((string weights, int age) in (ReadOnlySpan<(string, int)>)[("old", 3), ("older", 5)])
        {
            using var cache = FeatureCache.Open(three, FeatureSpace.Of(weights, 5));
            Fill(cache, Keys(4));
            File.SetLastWriteTimeUtc(Shards().Single(path => Path.GetFileName(path).StartsWith(cache.Space.Name, StringComparison.Ordinal)), DateTime.UtcNow.AddDays(-age));
        }

        using FeatureCache used = Filled(three, 8);

        Assert.Equal([Space.Name, FeatureSpace.Of("old", 5).Name], FeatureCacheFolder.Measure(Folder).Select(use => use.Space));
        AssertHolds(used, 8);
        using var again = FeatureCache.Open(three, Space);
        Assert.Throws<IOException>(() => Fill(again, [.. Keys(1), .. Keys(24)[12..]]));
        AssertHolds(again, 8);
    }

    [Fact]
    public void Opening_shards_for_a_run_notes_their_use()
    {
        Filled(Options, 2).Dispose();
        string path = Assert.Single(Shards());
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-9));
        Filled(Options, 2).Dispose();
        Assert.True(DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < TimeSpan.FromDays(1));
    }

    [Fact]
    public void What_killed_writers_have_left_goes_and_what_others_write_stays()
    {
        Directory.CreateDirectory(Folder);
        string left = Path.Combine(Folder, "a.features.tmp"), written = Path.Combine(Folder, "b.features.tmp");
        File.WriteAllText(left, "half");
        File.WriteAllText(written, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-2));
        Filled(Options, 2).Dispose();
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(written));
    }

    [Fact]
    public void Verifying_names_and_deletes_what_is_damaged_and_clearing_leaves_nothing()
    {
        Filled(Options, 12).Dispose();
        string[] shards = [.. Shards().Order(StringComparer.Ordinal)];
        byte[] bytes = File.ReadAllBytes(shards[1]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(shards[1], bytes);
        File.WriteAllBytes(shards[2], bytes[..9]);
        Assert.Equal(2, Assert.Single(FeatureCacheFolder.Measure(Folder)).Shards);

        FeatureCheck check = FeatureCacheFolder.Verify(Folder, new Ignore(), TestContext.Current.CancellationToken);

        Assert.Equal(4, check.Records);
        Assert.Equal(shards[1..], check.Damaged);
        Assert.Equal(shards[..1], Shards());
        Assert.Equal(FeatureShard.SizeOf(Space, 4), FeatureCacheFolder.Clear(Folder));
        Assert.Empty(FeatureCacheFolder.Measure(Folder));
        Assert.Empty(FeatureCacheFolder.Measure(Path.Combine(Folder, "nowhere")));
    }

    private static FeatureKey Key(int item) => FeatureKey.Of([(byte)item], "test");

    private static FeatureKey[] Keys(int count) => [.. Enumerable.Range(0, count).Select(Key)];

    private static Half Value(FeatureKey key, int at) => (Half)((int)(key.Value % 1000) + at);

    private static Half[] Make(FeatureKey[] keys, IReadOnlyList<int> items, Action<int> note) =>
    [
        .. items.SelectMany(item =>
        {
            note(item);
            return Enumerable.Range(0, 5).Select(at => Value(keys[item], at));
        }),
    ];

    private static void AssertHolds(FeatureCache cache, int count)
    {
        Half[] record = new Half[5];
        foreach (FeatureKey key in Keys(count))
        {
            Assert.True(cache.TryRead(key, record));
            Assert.Equal(Enumerable.Range(0, 5).Select(at => Value(key, at)), record);
        }
    }

    private string[] Shards() => Directory.GetFiles(Folder, "*.features");

    private FeatureCache Filled(FeatureCacheOptions options, int count, Action<int>? note = null, CancellationToken? stop = null)
    {
        var cache = FeatureCache.Open(options, Space);
        try
        {
            Fill(cache, Keys(count), note, stop);
            return cache;
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    private void Fill(FeatureCache cache, FeatureKey[] keys, Action<int>? note = null, CancellationToken? stop = null) =>
        cache.Fill(keys, items => Make(keys, items, item => { _made.Add(item); note?.Invoke(item); }), Batch, new Ignore(), stop ?? TestContext.Current.CancellationToken);

    private sealed class Ignore : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value)
        {
        }
    }

    /// <summary>A file on a disk with room for sixteen bytes.</summary>
    private sealed class FullDisk(string path) : FileStream(path, FileMode.CreateNew, FileAccess.Write)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer[..Math.Min(buffer.Length, 16)]);
            Flush();
            throw new IOException("No space left on device");
        }
    }
}
