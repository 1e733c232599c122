using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Referent.Formats;

namespace Referent.Training.Loop;

/// <summary>
/// The metrics of a run as TensorBoard reads them: a file of records, each one event with the scalars of a step. Source: TensorFlow's
/// record format (length, masked CRC-32C, payload, masked CRC-32C) and <c>event.proto</c>. Differs: an event's wall time is its step, so
/// that equal runs write equal files.
/// </summary>
public sealed class EventLog : IDisposable
{
    /// <summary>TensorBoard takes any file whose name holds <c>tfevents</c>.</summary>
    public const string FileName = "events.out.tfevents.0.referent";

    private readonly FileStream _file;

    /// <param name="path">The file; an existing one is begun again.</param>
    public EventLog(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        WriteRecord(new ProtocolBuffer().Number(1, 0).Text(3, "brain.Event:2"));
    }

    /// <summary>Appends the finite ones of the values.</summary>
    public void Write(long step, IEnumerable<KeyValuePair<string, double>> values)
    {
        ProtocolBuffer summary = new();
        foreach ((string name, double value) in values.Where(pair => double.IsFinite(pair.Value)))
        {
            summary.Message(1, new ProtocolBuffer().Text(1, name).Single(2, (float)value));
        }

        WriteRecord(new ProtocolBuffer().Number(1, step).Integer(2, step).Message(5, summary));
    }

    public void Dispose() => _file.Dispose();

    private void WriteRecord(ProtocolBuffer message)
    {
        byte[] payload = message.ToArray();
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, payload.Length);
        _file.Write(length);
        _file.Write(MaskedChecksum(length));
        _file.Write(payload);
        _file.Write(MaskedChecksum(payload));
        _file.Flush();
    }

    /// <summary>CRC-32C, rotated right by 15 bits and moved by a constant. Source: TensorFlow, crc32c.h, Mask.</summary>
    private static byte[] MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        byte[] masked = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(masked, BitOperations.RotateRight(Crc32C.Of(bytes), 15) + 0xA282EAD8);
        return masked;
    }

    /// <summary>The little of the protocol-buffer encoding that events need.</summary>
    private sealed class ProtocolBuffer
    {
        private const int Varint = 0;
        private const int EightBytes = 1;
        private const int Bytes = 2;
        private const int FourBytes = 5;

        private readonly List<byte> _bytes = [];

        public byte[] ToArray() => [.. _bytes];

        public ProtocolBuffer Integer(int field, long value)
        {
            Tag(field, Varint);
            WriteVarint((ulong)value);
            return this;
        }

        public ProtocolBuffer Number(int field, double value)
        {
            Tag(field, EightBytes);
            byte[] encoded = new byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(encoded, value);
            _bytes.AddRange(encoded);
            return this;
        }

        public ProtocolBuffer Single(int field, float value)
        {
            Tag(field, FourBytes);
            byte[] encoded = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(encoded, value);
            _bytes.AddRange(encoded);
            return this;
        }

        public ProtocolBuffer Text(int field, string value) => Content(field, Encoding.UTF8.GetBytes(value));

        public ProtocolBuffer Message(int field, ProtocolBuffer value) => Content(field, value.ToArray());

        private ProtocolBuffer Content(int field, byte[] value)
        {
            Tag(field, Bytes);
            WriteVarint((ulong)value.Length);
            _bytes.AddRange(value);
            return this;
        }

        private void Tag(int field, int kind) => WriteVarint((ulong)((field << 3) | kind));

        private void WriteVarint(ulong value)
        {
            for (; value >= 0x80; value >>= 7)
            {
                _bytes.Add((byte)(value | 0x80));
            }

            _bytes.Add((byte)value);
        }
    }
}
