using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Referent.Formats.Zip;

/// <summary>One member of an archive.</summary>
/// <param name="Name">With slashes.</param>
/// <param name="IsStored">Neither compressed nor encrypted: its bytes stand in the file as they are.</param>
/// <param name="Offset">Of its bytes, from the start of the file.</param>
/// <param name="Length">Of its bytes in the file.</param>
public sealed record ZipMember(string Name, bool IsStored, long Offset, long Length);

/// <summary>
/// The directory of a zip archive: where each member's bytes are. Nothing is unpacked, so nothing can grow.
/// Source: PKWARE's APPNOTE 6.3, zip64 included. Differs: archives of several disks, bytes behind the end record's comment, members that
/// overlap and names that occur twice are refused.
/// </summary>
public static class ZipDirectory
{
    /// <summary>More than the state dict of any known network has tensors. Chosen: a directory of that many is read in well under a second.</summary>
    private const int MaxMembers = 100_000;

    private const int EndRecordBytes = 22;
    private const int LocatorBytes = 20;
    private const int WideEndRecordBytes = 56;
    private const int MemberBytes = 46;
    private const int LocalBytes = 30;

    /// <exception cref="ZipFormatException">The file is no zip archive, or a damaged or unusual one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<ZipMember> Read(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        long length = RandomAccess.GetLength(file);
        (long start, long bytes, long count) = FindDirectory(file, length);
        if (count > MaxMembers || bytes < count * MemberBytes || start < 0 || bytes > length || start > length - bytes || bytes > Array.MaxLength)
        {
            throw new ZipFormatException($"the directory claims {count} members in {bytes} bytes at byte {start} of {length}.");
        }

        byte[] directory = ReadAt(file, start, (int)bytes);
        List<ZipMember> members = new((int)count);
        HashSet<string> names = new(StringComparer.Ordinal);
        int position = 0;
        for (long i = 0; i < count; i++)
        {
            ZipMember member = ReadMember(file, start, directory, ref position);
            if (!names.Add(member.Name))
            {
                throw new ZipFormatException($"two members are named '{member.Name}'.");
            }

            members.Add(member);
        }

        CheckOverlap(members, start);
        return members;
    }

    private static (long Start, long Bytes, long Count) FindDirectory(SafeFileHandle file, long length)
    {
        int tailBytes = (int)Math.Min(length, EndRecordBytes + ushort.MaxValue);
        byte[] tail = ReadAt(file, length - tailBytes, tailBytes);
        for (int at = tailBytes - EndRecordBytes; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(at);
            if (U32(end, 0) != 0x06054b50 || U16(end, 20) != end.Length - EndRecordBytes)
            {
                continue;
            }

            if (U16(end, 4) != 0 || U16(end, 6) != 0)
            {
                throw new ZipFormatException("it spans several disks.");
            }

            bool wide = U16(end, 10) == ushort.MaxValue || U32(end, 12) == uint.MaxValue || U32(end, 16) == uint.MaxValue;
            return wide ? WideDirectory(file, length, length - tailBytes + at) : (U32(end, 16), U32(end, 12), U16(end, 10));
        }

        throw new ZipFormatException("it has no end record; the file is cut short, or no zip archive.");
    }

    private static (long Start, long Bytes, long Count) WideDirectory(SafeFileHandle file, long length, long endRecord)
    {
        byte[] locator = endRecord >= LocatorBytes ? ReadAt(file, endRecord - LocatorBytes, LocatorBytes) : [];
        long at = locator.Length > 0 && U32(locator, 0) == 0x07064b50 ? I64(locator, 8) : -1;
        byte[] record = at >= 0 && at <= length - WideEndRecordBytes ? ReadAt(file, at, WideEndRecordBytes) : [];
        return record.Length > 0 && U32(record, 0) == 0x06064b50
            ? (I64(record, 48), I64(record, 40), I64(record, 32))
            : throw new ZipFormatException("its 64-bit end record is missing.");
    }

    private static ZipMember ReadMember(SafeFileHandle file, long directoryStart, ReadOnlySpan<byte> directory, ref int position)
    {
        ReadOnlySpan<byte> head = directory[position..];
        if (head.Length < MemberBytes || U32(head, 0) != 0x02014b50)
        {
            throw new ZipFormatException("a member of the directory is damaged.");
        }

        (int nameBytes, int extraBytes) = (U16(head, 28), U16(head, 30));
        int bytes = MemberBytes + nameBytes + extraBytes + U16(head, 32);
        if (head.Length < bytes)
        {
            throw new ZipFormatException("the directory ends in the middle of a member.");
        }

        string name = Encoding.UTF8.GetString(head.Slice(MemberBytes, nameBytes));
        (long length, long unpacked, long local) = Sizes(head, head.Slice(MemberBytes + nameBytes, extraBytes), name);
        bool stored = U16(head, 10) == 0 && (U16(head, 8) & 1) == 0 && length == unpacked;
        position += bytes;

        // The local header repeats the name and has extra bytes of its own, which PyTorch uses to align the data.
        if (length < 0 || local < 0 || local > directoryStart - LocalBytes)
        {
            throw new ZipFormatException($"'{name}' lies outside of the file.");
        }

        byte[] header = ReadAt(file, local, LocalBytes);
        long offset = local + LocalBytes + U16(header, 26) + U16(header, 28);
        return U32(header, 0) == 0x04034b50 && U16(header, 26) == nameBytes && offset <= directoryStart && length <= directoryStart - offset
            ? new ZipMember(name, stored, offset, length)
            : throw new ZipFormatException($"'{name}' lies outside of the file, or has no header of its own.");
    }

    /// <summary>Sizes that need 64 bits stand in an extra field, in this order, those and only those.</summary>
    private static (long Length, long Unpacked, long Local) Sizes(ReadOnlySpan<byte> head, ReadOnlySpan<byte> extra, string name)
    {
        (uint length, uint unpacked, uint local) = (U32(head, 20), U32(head, 24), U32(head, 42));
        ReadOnlySpan<byte> wide = [];
        for (ReadOnlySpan<byte> rest = extra; rest.Length >= 4 && U16(rest, 2) <= rest.Length - 4; rest = rest[(4 + U16(rest, 2))..])
        {
            if (U16(rest, 0) == 1)
            {
                wide = rest.Slice(4, U16(rest, 2));
                break;
            }
        }

        long realUnpacked = Next(unpacked, ref wide, name);
        long realLength = Next(length, ref wide, name);
        return (realLength, realUnpacked, Next(local, ref wide, name));
    }

    private static long Next(uint narrow, ref ReadOnlySpan<byte> wide, string name)
    {
        if (narrow != uint.MaxValue)
        {
            return narrow;
        }

        if (wide.Length < 8)
        {
            throw new ZipFormatException($"'{name}' lacks its 64-bit sizes.");
        }

        long value = I64(wide, 0);
        wide = wide[8..];
        return value;
    }

    private static void CheckOverlap(IEnumerable<ZipMember> members, long directoryStart)
    {
        long end = 0;
        foreach (ZipMember member in members.OrderBy(member => member.Offset).ThenBy(member => member.Length))
        {
            if (member.Offset < end)
            {
                throw new ZipFormatException($"'{member.Name}' overlaps another member.");
            }

            end = member.Offset + member.Length;
        }

        if (end > directoryStart)
        {
            throw new ZipFormatException("members overlap the directory.");
        }
    }

    private static byte[] ReadAt(SafeFileHandle file, long offset, int length)
    {
        byte[] bytes = new byte[length];
        for (int read = 0; read < length;)
        {
            int more = RandomAccess.Read(file, bytes.AsSpan(read), offset + read);
            read += more > 0 ? more : throw new ZipFormatException("the file ends in the middle.");
        }

        return bytes;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long I64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
