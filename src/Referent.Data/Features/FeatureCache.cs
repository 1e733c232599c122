namespace Referent.Data.Features;

/// <summary>
/// One space of a cache folder: frozen features of pictures by the pictures' content, made once, for all runs and processes that want
/// them. Every record is compared with its checksum whenever it is read, so that damage can cost time but never gives other features.
/// </summary>
public sealed class FeatureCache : IDisposable
{
    /// <summary>How long one waits before it looks again for what another process makes.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly FeatureCacheOptions _options;
    private readonly Dictionary<string, FeatureShard> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<FeatureKey, (FeatureShard Shard, int Record)> _records = [];

    private FeatureCache(FeatureCacheOptions options, FeatureSpace space) => (_options, Space) = (options, space);

    public FeatureSpace Space { get; }

    /// <summary>Opens what the folder has of a space; damaged shards go.</summary>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    public static FeatureCache Open(FeatureCacheOptions options, FeatureSpace space)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(space);
        FeatureCache cache = new(options with { Folder = Directory.CreateDirectory(options.Folder).FullName }, space);
        cache.Refresh();
        return cache;
    }

    /// <param name="keys">Wanted; repetitions count once.</param>
    public FeaturePlan Plan(IEnumerable<FeatureKey> keys)
    {
        HashSet<FeatureKey> wanted = [.. keys];
        return new FeaturePlan(wanted.Count, wanted.Count(_records.ContainsKey), Space.RecordBytes);
    }

    /// <summary>
    /// Makes the records that are missing, shard by shard. Of several processes one makes a shard at a time, the others wait and use it.
    /// Where the file system has no locks some work is done twice, and the results are the same.
    /// </summary>
    /// <param name="keys">Wanted; repetitions are made once.</param>
    /// <param name="make">Makes records on the calling thread.</param>
    /// <param name="batch">Records made at a time.</param>
    /// <param name="progress">Receives the records that are there and all that are wanted, when some were missing.</param>
    /// <param name="stop">Ends the making early with <see cref="OperationCanceledException"/>; whole shards stay.</param>
    /// <exception cref="IOException">What is wanted is more than the limit or the disk has room for.</exception>
    public void Fill(IReadOnlyList<FeatureKey> keys, FeatureMaker make, int batch, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(progress);
        Dictionary<FeatureKey, int> wanted = [];
        for (int i = 0; i < keys.Count; i++)
        {
            wanted.TryAdd(keys[i], i);
        }

        FeatureRoom room = new(_options);
        room.Expect(Plan(wanted.Keys));
        int perShard = Math.Max(1, (int)(_options.ShardBytes / ((long)Space.RecordBytes * batch))) * batch;
        while (MissingOf(wanted) > 0)
        {
            stop.ThrowIfCancellationRequested();
            using FeatureLock? turn = FeatureLock.TryTake(Path.Combine(_options.Folder, Space.Name + ".lock"));
            int before = MissingOf(wanted);
            Refresh();
            KeyValuePair<FeatureKey, int>[] missing = [.. wanted.Where(item => !_records.ContainsKey(item.Key)).Take(perShard)];
            if (turn is null || missing.Length == 0)
            {
                if (MissingOf(wanted) < before)
                {
                    progress.Report((wanted.Count - MissingOf(wanted), wanted.Count));
                }
                else
                {
                    stop.WaitHandle.WaitOne(Pause);
                }

                continue;
            }

            room.Make(FeatureShard.SizeOf(Space, missing.Length), PathsOf(wanted.Keys));
            int there = wanted.Count - MissingOf(wanted);
            string path = Write(missing, make, batch, done => progress.Report((there + done, wanted.Count)), stop);
            if (!TakeIn(path))
            {
                throw new IOException($"{path} was just written and cannot be read; is the disk sound?");
            }
        }

        FeatureRoom.Touch(PathsOf(wanted.Keys));
    }

    /// <summary>Reads a record, on any thread. Where it is damaged its shard is deleted, so that the next run makes it again.</summary>
    /// <param name="key">Of a record that <see cref="Fill"/> was asked for.</param>
    /// <param name="destination">As long as a record.</param>
    /// <returns>False where it is damaged; the destination then holds nothing to use.</returns>
    /// <exception cref="KeyNotFoundException">There is no such record.</exception>
    public bool TryRead(FeatureKey key, Span<Half> destination)
    {
        (FeatureShard shard, int record) = _records[key];
        bool sound = shard.TryRead(record, destination);
        if (!sound)
        {
            File.Delete(shard.FullPath);
        }

        return sound;
    }

    public void Dispose()
    {
        foreach (FeatureShard shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    private int MissingOf(Dictionary<FeatureKey, int> wanted) => wanted.Keys.Count(key => !_records.ContainsKey(key));

    private HashSet<string> PathsOf(IEnumerable<FeatureKey> keys) =>
        keys.Where(_records.ContainsKey).Select(key => _records[key].Shard.FullPath).ToHashSet(StringComparer.Ordinal);

    /// <summary>Takes in the shards that have come since.</summary>
    private void Refresh()
    {
        string[] shards = Directory.GetFiles(_options.Folder, $"{Space.Name}-*{FeatureShard.Extension}");
        foreach (string path in shards.Where(path => !_shards.ContainsKey(path)).Order(StringComparer.Ordinal))
        {
            _ = TakeIn(path);
        }
    }

    /// <returns>False where the shard is damaged, or gone.</returns>
    private bool TakeIn(string path)
    {
        if (FeatureCacheFolder.TryOpen(path) is not { } shard)
        {
            return false;
        }

        _shards.Add(path, shard);
        for (int i = 0; i < shard.Keys.Count && shard.Space == Space; i++)
        {
            _records.TryAdd(shard.Keys[i], (shard, i));
        }

        return true;
    }

    /// <returns>The path of the new shard.</returns>
    private string Write(KeyValuePair<FeatureKey, int>[] items, FeatureMaker make, int batch, Action<int> progress, CancellationToken stop)
    {
        IEnumerable<Half[]> Batches()
        {
            for (int first = 0; first < items.Length; first += batch)
            {
                stop.ThrowIfCancellationRequested();
                KeyValuePair<FeatureKey, int>[] taken = items[first..Math.Min(first + batch, items.Length)];
                yield return make([.. taken.Select(item => item.Value)]);
                progress(first + taken.Length);
            }
        }

        FeatureKey[] keys = [.. items.Select(item => item.Key)];
        string temporary = Path.Combine(_options.Folder, $"{Space.Name}-{Guid.NewGuid():N}{FeatureCacheFolder.UnfinishedExtension}");
        try
        {
            using (Stream stream = _options.Create(temporary))
            {
                FeatureShard.Write(stream, Space, keys, Batches());
                stream.Flush();
                (stream as FileStream)?.Flush(flushToDisk: true);
            }

            string path = Path.Combine(_options.Folder, FeatureCacheFolder.NameOf(Space, keys));
            File.Move(temporary, path, overwrite: true);
            return path;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
