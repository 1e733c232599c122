using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Referent.Data.Features;

/// <summary>A cache folder as a whole, whoever uses it: what is in it, whether it is sound, and its end.</summary>
public static class FeatureCacheFolder
{
    /// <summary>Name of the folder inside a data set's.</summary>
    public const string DefaultName = "features";

    /// <summary>A shard that is being written.</summary>
    internal const string UnfinishedExtension = FeatureShard.Extension + ".tmp";

    /// <summary>A shard that nobody has written to for so long was left by a process that was killed.</summary>
    internal static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>What each space takes, the largest first; damaged shards are not counted.</summary>
    public static IReadOnlyList<FeatureUse> Measure(string folder) =>
    [
        .. ShardsIn(folder).Select(Use).OfType<FeatureUse>().GroupBy(use => use.Space)
            .Select(uses => new FeatureUse(
                uses.Key,
                uses.Sum(use => use.Shards),
                uses.Sum(use => use.Records),
                uses.Sum(use => use.Bytes),
                uses.Max(use => use.LastUsed)))
            .OrderByDescending(use => use.Bytes),
    ];

    /// <summary>Reads every record and deletes the shards in which one is damaged.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="progress">Receives shards done and in total.</param>
    /// <param name="stop">Ends early with <see cref="OperationCanceledException"/>.</param>
    public static FeatureCheck Verify(string folder, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(progress);
        FileInfo[] shards = [.. ShardsIn(folder).OrderBy(file => file.Name, StringComparer.Ordinal)];
        List<string> damaged = [];
        int records = 0;
        for (int i = 0; i < shards.Length; i++)
        {
            if (CountSound(shards[i].FullName, stop) is { } sound)
            {
                records += sound;
            }
            else
            {
                damaged.Add(shards[i].FullName);
                shards[i].Delete();
            }

            progress.Report((i + 1, shards.Length));
        }

        return new FeatureCheck(records, damaged);
    }

    /// <summary>
    /// Deletes all features, those of killed processes too. A process that reads them goes on, one that makes them makes them again.
    /// </summary>
    /// <returns>Bytes that were freed.</returns>
    public static long Clear(string folder)
    {
        long freed = DeleteUnfinished(folder, TimeSpan.Zero);
        foreach (FileInfo shard in ShardsIn(folder))
        {
            freed += shard.Length;
            shard.Delete();
        }

        return freed;
    }

    internal static FileInfo[] ShardsIn(string folder) => new DirectoryInfo(folder) is { Exists: true } there
        ? there.GetFiles("*" + FeatureShard.Extension)
        : [];

    /// <summary>Name of the file of a shard: two processes that make the same one make one file.</summary>
    internal static string NameOf(FeatureSpace space, FeatureKey[] keys) =>
        $"{space.Name}-{Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(keys.AsSpan())).AsSpan(0, 8))}{FeatureShard.Extension}";

    /// <returns>Null where the shard is damaged, and deleted now, or gone.</returns>
    internal static FeatureShard? TryOpen(string path)
    {
        try
        {
            return FeatureShard.Open(path);
        }
        catch (InvalidDataException)
        {
            File.Delete(path);
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <returns>Bytes that were freed.</returns>
    internal static long DeleteUnfinished(string folder, TimeSpan age)
    {
        FileInfo[] files = new DirectoryInfo(folder) is { Exists: true } there
            ? [.. there.GetFiles("*" + UnfinishedExtension).Where(file => DateTime.UtcNow - file.LastWriteTimeUtc >= age)]
            : [];
        long freed = files.Sum(file => file.Length);
        Array.ForEach(files, file => file.Delete());
        return freed;
    }

    private static FeatureUse? Use(FileInfo file)
    {
        try
        {
            using FeatureShard shard = FeatureShard.Open(file.FullName);
            return new FeatureUse(shard.Space.Name, 1, shard.Keys.Count, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception fault) when (fault is InvalidDataException or FileNotFoundException)
        {
            return null;
        }
    }

    /// <returns>The shard's records, null where not all of them are sound.</returns>
    private static int? CountSound(string path, CancellationToken stop)
    {
        try
        {
            using FeatureShard shard = FeatureShard.Open(path);
            Half[] record = new Half[shard.Space.Length];
            for (int i = 0; i < shard.Keys.Count; i++)
            {
                stop.ThrowIfCancellationRequested();
                if (!shard.TryRead(i, record))
                {
                    return null;
                }
            }

            return shard.Keys.Count;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}

/// <summary>What one space of a cache takes.</summary>
/// <param name="Space">Its name: weights and preprocessing as a hash.</param>
/// <param name="Shards">Files.</param>
/// <param name="Records">Pictures.</param>
/// <param name="Bytes">On disk.</param>
/// <param name="LastUsed">When a run last opened or made some of it.</param>
public sealed record FeatureUse(string Space, int Shards, int Records, long Bytes, DateTime LastUsed);

/// <summary>How sound a cache was.</summary>
/// <param name="Records">Sound ones that stay.</param>
/// <param name="Damaged">Files that were damaged, deleted now.</param>
public sealed record FeatureCheck(int Records, IReadOnlyList<string> Damaged);
