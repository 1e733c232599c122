using System.Text;
using Referent.Formats.Pickle;

namespace Referent.Formats.Tests.Pickle;

public sealed class PickleWriterTests
{
    [Fact]
    public void What_was_written_reads_back()
    {
        byte[] pickle = Write(writer =>
        {
            writer.BeginList();
            for (int i = 0; i < 2; i++)
            {
                writer.BeginDictionary();
                writer.Key("sent");
                writer.Write("person's café");
                writer.Key("sent_ids");
                writer.BeginList();
                Array.ForEach(Numbers, writer.Write);
                writer.End();
                writer.Key("none");
                writer.BeginList();
                writer.End();
                writer.End();
            }

            writer.End();
        });
        List<object?> list = Assert.IsType<List<object?>>(PickleReader.Read(pickle));
        Assert.Equal(2, list.Count);
        foreach (PickleDict entry in list.Cast<PickleDict>())
        {
            Assert.Equal(["sent", "sent_ids", "none"], entry.Items.Select(item => item.Key));
            Assert.Equal("person's café", entry.Items[0].Value);
            Assert.Equal(Numbers, ((List<object?>)entry.Items[1].Value!).Cast<long>());
            Assert.Empty((List<object?>)entry.Items[2].Value!);
        }
    }

    [Fact]
    public void Long_lists_and_many_keys_read_back()
    {
        byte[] pickle = Write(writer =>
        {
            writer.BeginList();
            for (int i = 0; i < 2500; i++)
            {
                writer.BeginDictionary();
                writer.Key($"key {i % 700}");
                writer.Write(i);
                writer.End();
            }

            writer.End();
        });
        List<object?> list = Assert.IsType<List<object?>>(PickleReader.Read(pickle));
        Assert.Equal(Enumerable.Range(0, 2500).Select(i => ($"key {i % 700}", (long)i)), list.Select(item => ((string)((PickleDict)item!).Items[0].Key, (long)((PickleDict)item!).Items[0].Value!)));
    }

    /// <summary>The bytes that CPython's pickletools.optimize(pickle.dumps([{"a": 1}], 2)) gives, but with batches where Python appends single items.</summary>
    [Fact]
    public void The_bytes_are_those_of_protocol_2()
    {
        byte[] pickle = Write(writer =>
        {
            writer.BeginList();
            writer.BeginDictionary();
            writer.Key("a");
            writer.Write(1);
            writer.End();
            writer.End();
        });
        Assert.Equal("\x80\x02](}(X\x01\0\0\0aq\0K\x01ue.", Encoding.Latin1.GetString(pickle));
    }

    [Fact]
    public void A_pickle_that_was_not_ended_is_refused_by_readers()
    {
        byte[] pickle = Write(writer =>
        {
            writer.BeginList();
            writer.Write("half");
        });
        Assert.Throws<PickleFormatException>(() => PickleReader.Read(pickle));
    }

    [Fact]
    public void Keys_outside_of_dictionaries_and_ends_without_beginning_are_errors()
    {
        using PickleWriter writer = new(new MemoryStream());
        Assert.Throws<InvalidOperationException>(() => writer.Key("a"));
        Assert.Throws<InvalidOperationException>(writer.End);
        writer.BeginList();
        Assert.Throws<InvalidOperationException>(() => writer.Key("a"));
    }

    private static long[] Numbers => [0, 255, 256, 65535, 65536, -1, int.MaxValue, int.MinValue, 1L << 31, long.MaxValue, long.MinValue];

    private static byte[] Write(Action<PickleWriter> write)
    {
        MemoryStream stream = new();
        using (PickleWriter writer = new(stream))
        {
            write(writer);
        }

        return stream.ToArray();
    }
}
