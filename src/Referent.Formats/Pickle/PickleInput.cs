using System.Buffers.Binary;
using System.Text;

namespace Referent.Formats.Pickle;

/// <summary>A cursor over a pickle's bytes; everything it reads is checked against the end.</summary>
internal ref struct PickleInput(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly PickleWords _words = new();
    private int _position;

    public readonly int Position => _position;

    public byte Byte() => _position < _bytes.Length ? _bytes[_position++] : throw Fault("the file ends in the middle.");

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>The next bytes, not copied.</summary>
    public ReadOnlySpan<byte> Bytes(long length)
    {
        if (length < 0 || length > _bytes.Length - _position)
        {
            throw Fault($"a value of {length} bytes where {_bytes.Length - _position} are left.");
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }

    /// <summary>Bytes up to the next line feed, which is consumed and not returned.</summary>
    public ReadOnlySpan<byte> Line()
    {
        int length = _bytes[_position..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Fault("a line without an end.");
        }

        ReadOnlySpan<byte> line = Bytes(length);
        _position++;
        return line;
    }

    public string Latin1(int length) => Latin1(Bytes(length));

    public readonly string Latin1(ReadOnlySpan<byte> text) => _words.Latin1(text);

    /// <summary>UTF-8 text; a lone surrogate, which Python would let pass, is refused.</summary>
    public string Utf8(long length)
    {
        ReadOnlySpan<byte> text = Bytes(length);
        if (Ascii.IsValid(text))
        {
            return Latin1(text);
        }

        try
        {
            return StrictUtf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Fault("text that is not UTF-8.");
        }
    }

    /// <summary>Frames only help a reader to buffer; the length must lie inside the file.</summary>
    public void CheckFrame()
    {
        long length = Int64();
        if (length < 0 || length > _bytes.Length - _position)
        {
            throw Fault($"a frame of {length} bytes where {_bytes.Length - _position} are left.");
        }
    }

    public readonly PickleFormatException Fault(string what) => new($"not a readable pickle, byte {_position}: {what}");
}
