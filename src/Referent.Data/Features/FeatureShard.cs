using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Referent.Formats;

namespace Referent.Data.Features;

/// <summary>
/// Some hundred records in one file that never changes once it has its name. Little-endian: magic (8 bytes), space (8), elements of a
/// record (4), number of records (4); of each record its key (16) and its CRC-32C (4); the CRC-32C of all that; then the records, Float16.
/// </summary>
internal sealed class FeatureShard : IDisposable
{
    public const string Extension = ".features";

    /// <summary>"RFEAT", and the version of the format.</summary>
    private const ulong Magic = 0x0000_0154_4145_4652;

    /// <summary>Elements of a record at most: its bytes fit an array.</summary>
    private const int MaxLength = 1 << 29;

    private const int HeadBytes = 24;
    private const int EntryBytes = 20;

    private readonly SafeFileHandle _handle;
    private readonly uint[] _checksums;
    private readonly long _start;

    private FeatureShard(string path, SafeFileHandle handle, FeatureSpace space, FeatureKey[] keys, uint[] checksums)
    {
        (FullPath, _handle, Space, Keys, _checksums) = (path, handle, space, keys, checksums);
        _start = IndexBytes(keys.Length);
    }

    public string FullPath { get; }

    public FeatureSpace Space { get; }

    public IReadOnlyList<FeatureKey> Keys { get; }

    /// <summary>Size of a shard.</summary>
    public static long SizeOf(FeatureSpace space, int records) => IndexBytes(records) + ((long)records * space.RecordBytes);

    /// <exception cref="InvalidDataException">The file is no whole shard, or its index is damaged.</exception>
    /// <exception cref="IOException">It cannot be read, or is not there.</exception>
    public static FeatureShard Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
        try
        {
            return Read(path, handle) ?? throw new InvalidDataException($"{path} is damaged; what was in it is to be made again.");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Writes a whole shard, records in the order of their keys.</summary>
    /// <param name="stream">Empty and seekable.</param>
    /// <param name="space">Of the records.</param>
    /// <param name="keys">One for each record.</param>
    /// <param name="batches">The records, some at a time.</param>
    public static void Write(Stream stream, FeatureSpace space, IReadOnlyList<FeatureKey> keys, IEnumerable<Half[]> batches)
    {
        List<uint> checksums = [];
        stream.Position = IndexBytes(keys.Count);
        foreach (Half[] batch in batches)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(batch.AsSpan());
            for (int at = 0; at < bytes.Length; at += space.RecordBytes)
            {
                checksums.Add(Crc32C.Of(bytes.Slice(at, space.RecordBytes)));
            }

            stream.Write(bytes);
        }

        if (checksums.Count != keys.Count)
        {
            throw new ArgumentException($"There are {keys.Count} keys and {checksums.Count} records; expected one each.", nameof(batches));
        }

        stream.Position = 0;
        stream.Write(Index(space, keys, checksums));
    }

    /// <returns>False where the record is not what was written; the destination then holds nothing to use.</returns>
    public bool TryRead(int record, Span<Half> destination)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(destination);
        try
        {
            return ReadWhole(_handle, bytes, _start + ((long)record * Space.RecordBytes)) && Crc32C.Of(bytes) == _checksums[record];
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose() => _handle.Dispose();

    private static FeatureShard? Read(string path, SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle);
        byte[] head = new byte[HeadBytes];
        if (!ReadWhole(handle, head, 0) || BitConverter.ToUInt64(head) != Magic)
        {
            return null;
        }

        FeatureSpace space = new(BitConverter.ToUInt64(head, 8), BitConverter.ToInt32(head, 16));
        int count = BitConverter.ToInt32(head, 20);
        if (space.Length is < 1 or > MaxLength || count < 1 || length != SizeOf(space, count))
        {
            return null;
        }

        byte[] index = new byte[IndexBytes(count)];
        if (!ReadWhole(handle, index, 0) || Crc32C.Of(index.AsSpan(..^sizeof(uint))) != BitConverter.ToUInt32(index, index.Length - sizeof(uint)))
        {
            return null;
        }

        FeatureKey[] keys = new FeatureKey[count];
        uint[] checksums = new uint[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = new FeatureKey(BitConverter.ToUInt128(index.AsSpan(HeadBytes + (i * EntryBytes))));
            checksums[i] = BitConverter.ToUInt32(index, HeadBytes + (i * EntryBytes) + 16);
        }

        return new FeatureShard(path, handle, space, keys, checksums);
    }

    private static byte[] Index(FeatureSpace space, IReadOnlyList<FeatureKey> keys, List<uint> checksums)
    {
        byte[] index = new byte[IndexBytes(keys.Count)];
        BitConverter.TryWriteBytes(index, Magic);
        BitConverter.TryWriteBytes(index.AsSpan(8), space.Id);
        BitConverter.TryWriteBytes(index.AsSpan(16), space.Length);
        BitConverter.TryWriteBytes(index.AsSpan(20), keys.Count);
        for (int i = 0; i < keys.Count; i++)
        {
            BitConverter.TryWriteBytes(index.AsSpan(HeadBytes + (i * EntryBytes)), keys[i].Value);
            BitConverter.TryWriteBytes(index.AsSpan(HeadBytes + (i * EntryBytes) + 16), checksums[i]);
        }

        BitConverter.TryWriteBytes(index.AsSpan(^sizeof(uint)..), Crc32C.Of(index.AsSpan(..^sizeof(uint))));
        return index;
    }

    private static long IndexBytes(int records) => HeadBytes + ((long)records * EntryBytes) + sizeof(uint);

    /// <returns>False where the file ends before.</returns>
    private static bool ReadWhole(SafeFileHandle handle, Span<byte> bytes, long offset)
    {
        for (int done = 0, read; done < bytes.Length; done += read)
        {
            read = RandomAccess.Read(handle, bytes[done..], offset + done);
            if (read == 0)
            {
                return false;
            }
        }

        return true;
    }
}
