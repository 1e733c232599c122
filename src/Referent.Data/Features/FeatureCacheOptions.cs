namespace Referent.Data.Features;

/// <summary>Where features are kept, and how many.</summary>
public sealed record FeatureCacheOptions
{
    /// <summary>Chosen: RefCOCO at base size, with what is composed for it, takes about half of it.</summary>
    public const long DefaultLimit = 200_000_000_000;

    /// <summary>Made where it is missing; several processes may share it.</summary>
    public required string Folder { get; init; }

    /// <summary>Bytes of all features together; what was used longest ago makes room.</summary>
    public long Limit { get; init; } = DefaultLimit;

    /// <summary>Bytes a shard is filled up to.</summary>
    internal long ShardBytes { get; init; } = 256_000_000;

    /// <summary>Makes a file to write to.</summary>
    internal Func<string, Stream> Create { get; init; } = path => new FileStream(path, FileMode.CreateNew, FileAccess.Write);

    /// <summary>Bytes that can still be written to a folder's disk.</summary>
    internal Func<string, long> FreeBytes { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;
}

/// <summary>What a run needs of a cache.</summary>
/// <param name="Records">Different pictures.</param>
/// <param name="Present">Those whose features are there.</param>
/// <param name="RecordBytes">Bytes of each.</param>
public sealed record FeaturePlan(int Records, int Present, int RecordBytes)
{
    /// <summary>Of all records.</summary>
    public long Bytes => (long)Records * RecordBytes;

    /// <summary>Records to make.</summary>
    public int Missing => Records - Present;

    /// <summary>Of those to make.</summary>
    public long MissingBytes => (long)Missing * RecordBytes;

    /// <summary>For people: how much there will be, and how much of it is to be made.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Records:N0} pictures, {Bytes / 1e9:F2} GB; {Missing:N0} of them are to be made, {MissingBytes / 1e9:F2} GB");
}

/// <summary>Makes records.</summary>
/// <param name="items">Which, as indices of the keys that were asked for.</param>
/// <returns>The records one after another.</returns>
public delegate Half[] FeatureMaker(IReadOnlyList<int> items);
