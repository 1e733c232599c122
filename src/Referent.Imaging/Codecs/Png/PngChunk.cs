using System.Buffers.Binary;

namespace Referent.Imaging.Codecs.Png;

/// <summary>One chunk of a PNG. Source: PNG specification, section 5.</summary>
internal readonly ref struct PngChunk
{
    private const int Overhead = 12;

    private PngChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Type = type;
        Body = body;
    }

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Four letters; the first is upper case when a decoder must understand the chunk.</summary>
    public ReadOnlySpan<byte> Type { get; }

    public ReadOnlySpan<byte> Body { get; }

    public bool IsCritical => (Type[0] & 0x20) == 0;

    /// <summary>Takes the next chunk off the rest of the file; checksums of critical chunks are verified, as Pillow does for most.</summary>
    /// <exception cref="ImageFormatException">The file ends within the chunk, or its checksum does not fit.</exception>
    public static PngChunk Take(scoped ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Overhead)
        {
            throw Truncated();
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - Overhead)
        {
            throw Truncated();
        }

        var chunk = new PngChunk(rest.Slice(4, 4), rest.Slice(8, (int)length));
        uint stored = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        if (chunk.IsCritical && Crc32.Of(chunk.Type, chunk.Body) != stored)
        {
            throw new ImageFormatException("The PNG has a chunk whose checksum is wrong; the file is damaged; fetch it again.");
        }

        rest = rest[(Overhead + (int)length)..];
        return chunk;
    }

    public static void Write(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
        target.Write(number);
        target.Write(type);
        target.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(type, body));
        target.Write(number);
    }

    public static ImageFormatException Truncated() => new("The PNG is truncated: it ends before its picture does; fetch the file again.");
}
