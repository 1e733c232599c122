namespace Referent.Data.Features;

/// <summary>Keeps a cache folder below its limit and off a full disk.</summary>
internal sealed class FeatureRoom(FeatureCacheOptions options)
{
    /// <summary>Notes that shards are in use now; what was used longest ago goes first.</summary>
    public static void Touch(IEnumerable<string> paths)
    {
        foreach (string path in paths.Where(File.Exists))
        {
            try
            {
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A folder that may be read only, or a shard that another process has just deleted: its age does not matter.
            }
        }
    }

    /// <exception cref="IOException">A run wants more than there can be.</exception>
    public void Expect(FeaturePlan plan)
    {
        if (plan.Bytes > options.Limit)
        {
            throw new IOException(
                $"The features of {plan.Records} pictures take {InGigabytes(plan.Bytes)}, "
                + $"the cache {options.Folder} may take {InGigabytes(options.Limit)}; raise --cache-limit, or use fewer pictures.");
        }

        long free = plan.Missing == 0 ? 0 : options.FreeBytes(options.Folder);
        if (plan.MissingBytes > free)
        {
            throw new IOException(
                $"{plan.Missing} of {plan.Records} features are to be made, which takes {InGigabytes(plan.MissingBytes)}, "
                + $"but the disk of {options.Folder} has {InGigabytes(free)} left; "
                + "make room (referent cache clear), or give another --cache.");
        }
    }

    /// <summary>Deletes what was used longest ago until so many bytes more are within the limit, and what killed processes have left.</summary>
    /// <param name="bytes">To be written.</param>
    /// <param name="kept">Paths of shards that are in use.</param>
    /// <exception cref="IOException">Those in use leave no room.</exception>
    public void Make(long bytes, IReadOnlySet<string> kept)
    {
        FeatureCacheFolder.DeleteUnfinished(options.Folder, FeatureCacheFolder.Abandoned);
        FileInfo[] shards = [.. FeatureCacheFolder.ShardsIn(options.Folder).OrderBy(file => file.LastWriteTimeUtc)];
        long total = shards.Sum(file => file.Length) + bytes;
        foreach (FileInfo shard in shards.Where(file => !kept.Contains(file.FullName)))
        {
            if (total <= options.Limit)
            {
                break;
            }

            long length = shard.Length;
            shard.Delete();
            total -= length;
        }

        if (total > options.Limit)
        {
            throw new IOException(
                $"What this run uses of the cache {options.Folder} and is still to make takes {InGigabytes(total)}, "
                + $"since shards are kept whole; it may take {InGigabytes(options.Limit)}: "
                + "raise --cache-limit, or clear it (referent cache clear).");
        }
    }

    private static string InGigabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e9:F2} GB");
}
