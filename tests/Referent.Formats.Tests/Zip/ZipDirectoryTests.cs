using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Referent.Formats.Zip;
using Referent.TestSupport;

namespace Referent.Formats.Tests.Zip;

public sealed class ZipDirectoryTests : IDisposable
{
    /// <summary>Bytes from the start of a member of the directory to a field of it. Source: APPNOTE 4.3.12.</summary>
    private const int LengthField = 20;

    /// <inheritdoc cref="LengthField"/>
    private const int OffsetField = 42;

    /// <summary>Bytes of an end record without a comment. Source: APPNOTE 4.3.16.</summary>
    private const int EndRecord = 22;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.zip");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Members_are_found_where_their_bytes_are()
    {
        byte[] bytes = Write(("a/one", "1"), ("a/two", "22"));
        IReadOnlyList<ZipMember> members = ZipDirectory.Read(_path);
        Assert.Equal(["a/one", "a/two"], members.Select(member => member.Name));
        Assert.All(members, member => Assert.True(member.IsStored));
        Assert.Equal("22", Encoding.ASCII.GetString(bytes, (int)members[1].Offset, (int)members[1].Length));
    }

    /// <summary>PyTorch aligns its members with extra bytes and writes 64-bit records for some sizes.</summary>
    [Fact]
    public void An_archive_of_PyTorch_is_read()
    {
        string path = Fixtures.PathOf("models/clip_vit_tiny_fp16_torchscript.pt");
        IReadOnlyList<ZipMember> members = ZipDirectory.Read(path);
        using ZipArchive expected = ZipFile.OpenRead(path);
        Assert.Equal(expected.Entries.Select(entry => (entry.FullName, entry.CompressedLength)), members.Select(member => (member.Name, member.Length)));
        Assert.Contains(members, member => !member.IsStored);
        Assert.All(members.Where(member => member.Name.Contains("/data/", StringComparison.Ordinal)), member => Assert.Equal(0, member.Offset % 64));
    }

    [Fact]
    public void Sizes_of_64_bits_are_read()
    {
        byte[] bytes = Write(("a", "1"));
        int member = bytes.Length - EndRecord - 47;
        byte[] record = new byte[56 + 20];
        U32(record, 0, 0x06064b50);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), 1);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(40), 47 + 28);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), member);
        U32(record, 56, 0x07064b50);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(64), member + 47 + 28);
        byte[] extra = new byte[28];
        extra[0] = 1;
        extra[2] = 24;
        extra[4] = 1;
        extra[12] = 1;
        byte[] wide = [.. bytes[..(member + 47)], .. extra, .. record, .. bytes[^EndRecord..]];
        U32(wide, member + LengthField, uint.MaxValue);
        U32(wide, member + LengthField + 4, uint.MaxValue);
        U32(wide, member + OffsetField, uint.MaxValue);
        wide[member + 30] = 28;
        U32(wide, wide.Length - 6, uint.MaxValue);
        File.WriteAllBytes(_path, wide);

        ZipMember found = Assert.Single(ZipDirectory.Read(_path));
        Assert.Equal(new ZipMember("a", IsStored: true, 31, 1), found);
    }

    [Theory]
    [InlineData(-EndRecord, 0, "end record")]
    [InlineData(-EndRecord + 4, 1, "disks")]
    [InlineData(-EndRecord + 10, 0xffff, "64-bit")]
    [InlineData(-EndRecord + 10, 0x7fff, "claims")]
    [InlineData(-EndRecord + 16, 0x7fff, "claims")]
    [InlineData(-EndRecord - 47, 0, "damaged")]
    [InlineData(-EndRecord - 47 + LengthField, 999, "outside")]
    [InlineData(-EndRecord - 47 + OffsetField, 999, "outside")]
    [InlineData(-EndRecord - 47 + OffsetField, 1, "outside")]
    [InlineData(-EndRecord - 47 + 28, 500, "middle")]
    public void A_directory_that_does_not_fit_the_file_is_refused(int at, int value, string reason)
    {
        byte[] bytes = Write(("a", "1"));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(bytes.Length + at), (ushort)value);
        File.WriteAllBytes(_path, bytes);
        Assert.Contains(reason, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_occur_twice_and_members_that_overlap_are_refused()
    {
        byte[] bytes = Write(("a", "1"), ("b", "2"));
        int second = bytes.Length - EndRecord - 47;
        byte[] twice = (byte[])bytes.Clone();
        twice[second + 46] = (byte)'a';
        File.WriteAllBytes(_path, twice);
        Assert.Contains("two members", Refused(), StringComparison.Ordinal);

        U32(bytes, second + OffsetField, 0);
        File.WriteAllBytes(_path, bytes);
        Assert.Contains("overlaps", Refused(), StringComparison.Ordinal);
    }

    private byte[] Write(params (string Name, string Content)[] members)
    {
        using (ZipArchive zip = ZipFile.Open(_path, ZipArchiveMode.Create))
        {
            foreach ((string name, string content) in members)
            {
                using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(Encoding.ASCII.GetBytes(content));
            }
        }

        return File.ReadAllBytes(_path);
    }

    private string Refused() => Assert.Throws<ZipFormatException>(() => ZipDirectory.Read(_path)).Message;

    private static void U32(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
}
