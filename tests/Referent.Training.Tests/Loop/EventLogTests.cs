using System.Buffers.Binary;
using System.Text;
using Referent.TestSupport;
using Referent.Training.Loop;

namespace Referent.Training.Tests.Loop;

public sealed class EventLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder.PathOf(EventLog.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_record_is_the_version_and_each_write_is_one_more()
    {
        using (EventLog log = new(LogPath))
        {
            log.Write(300, new Dictionary<string, double> { ["loss"] = 0.5, ["norm"] = double.NaN });
        }

        byte[][] records = Records(File.ReadAllBytes(LogPath));

        Assert.Equal(2, records.Length);
        Assert.EndsWith("brain.Event:2", Encoding.ASCII.GetString(records[0]), StringComparison.Ordinal);

        // wall_time (field 1, double), step (field 2, varint 300), summary (field 5) of one value (field 1): tag (1) "loss", simple_value (2) 0.5
        byte[] expected =
        [
            0x09, .. BitConverter.GetBytes(300.0), 0x10, 0xAC, 0x02, 0x2A, 0x0D, 0x0A, 0x0B,
            0x0A, 0x04, .. "loss"u8, 0x15, .. BitConverter.GetBytes(0.5f),
        ];
        Assert.Equal(expected, records[1]);
    }

    [Fact]
    public void A_resumed_run_has_the_events_of_an_uninterrupted_one()
    {
        using (MetricsLog log = MetricsLog.Open(_folder.PathOf("metrics.jsonl"), 0))
        {
            for (int step = 0; step < 5; step++)
            {
                log.Write(step, new Dictionary<string, double> { ["loss"] = step / 3.0 });
            }
        }

        byte[] whole = File.ReadAllBytes(LogPath);
        File.WriteAllText(LogPath, "damaged");
        using (MetricsLog log = MetricsLog.Open(_folder.PathOf("metrics.jsonl"), 3))
        {
            log.Write(3, new Dictionary<string, double> { ["loss"] = 1 });
            log.Write(4, new Dictionary<string, double> { ["loss"] = 4 / 3.0 });
        }

        Assert.Equal(whole, File.ReadAllBytes(LogPath));
    }

    /// <summary>The payloads of a record file, lengths and checksums verified.</summary>
    private static byte[][] Records(byte[] file)
    {
        List<byte[]> records = [];
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            records.Add(file[(at + 12)..(at + 12 + length)]);
            Assert.Equal(Masked(records[^1]), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            at += 16 + length;
        }

        return [.. records];
    }

    /// <summary>Bit by bit, from the polynomial; "123456789" has the checksum E3069283.</summary>
    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(0xE3069283u, Checksum("123456789"u8));
        uint checksum = Checksum(bytes);
        return ((checksum >> 15) | (checksum << 17)) + 0xA282EAD8u;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = 0xFFFFFFFF;
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & 1) == 1 ? (checksum >> 1) ^ 0x82F63B78 : checksum >> 1;
            }
        }

        return ~checksum;
    }
}
