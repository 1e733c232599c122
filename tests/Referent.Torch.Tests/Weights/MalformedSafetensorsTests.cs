using System.Buffers.Binary;
using System.Text;
using Referent.TestSupport;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Weights;

/// <summary>Each rule of the format, broken. Source of the list: the format's own tests (safetensors/src/tensor.rs).</summary>
public sealed class MalformedSafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_smallest_documented_file_is_read()
    {
        byte[] file =
        [
            0x3C, 0, 0, 0, 0, 0, 0, 0,
            .. """{"test":{"dtype":"I32","shape":[2,2],"data_offsets":[0,16]}}"""u8,
            .. new byte[16],
        ];
        using SafetensorsFile opened = Open(file);
        using Tensor test = opened.Read("test");
        Assert.Equal([2, 2], test.Shape);
        Assert.Equal([0, 0, 0, 0], test.ToArray<int>());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}""", 1)] // rank 0
    [InlineData("""{"a":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]}}""", 0)] // empty
    [InlineData("""{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 3)] // any order
    [InlineData("""{"__metadata__":{"k":"v"}}""", 0)]
    [InlineData("{}", 0)]
    [InlineData("{}      ", 0)] // padded with spaces
    public void Unusual_but_right_files_are_read(string header, int dataBytes) => Build(header, dataBytes).Dispose();

    [Theory]
    [InlineData("hole at the start", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "begins at byte 1")]
    [InlineData("hole between", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3, "'b' begins at byte 2")]
    [InlineData("overlap", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "'b' begins at byte 1")]
    [InlineData("same bytes twice", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 2, "begins at byte 0")]
    [InlineData("extra bytes", """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", 3, "end at byte 2, the data at 3")]
    [InlineData("data too short", """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "end at byte 4, the data at 3")]
    [InlineData("data without tensors", "{}", 1, "end at byte 0, the data at 1")]
    [InlineData("shape needs more", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes, its offsets give 4")]
    [InlineData("shape needs less", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8, "needs 4 bytes, its offsets give 8")]
    [InlineData("end before begin", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""", 1, "needs 1 bytes, its offsets give -1")]
    [InlineData("shape overflows", """{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "overflow")]
    [InlineData("bytes overflow", """{"a":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}}""", 0, "overflow")]
    [InlineData("number too large", """{"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,0]}}""", 0, "")]
    [InlineData("negative shape", """{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,0]}}""", 0, "negative number in its shape")]
    [InlineData("two negative sizes", """{"a":{"dtype":"U8","shape":[-1,-1],"data_offsets":[0,1]}}""", 1, "negative number in its shape")]
    [InlineData("negative offset", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[-1,0]}}""", 0, "negative number in its data_offsets")]
    [InlineData("fraction", """{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, "")]
    [InlineData("one offset", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1, "1 offsets instead of 2")]
    [InlineData("three offsets", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}""", 1, "3 offsets instead of 2")]
    [InlineData("unknown type", """{"a":{"dtype":"F33","shape":[1],"data_offsets":[0,1]}}""", 1, "element type 'F33'")]
    [InlineData("type libtorch lacks", """{"a":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[0,1]}}""", 1, "element type 'F8_E5M2'")]
    [InlineData("null type", """{"a":{"dtype":null,"shape":[1],"data_offsets":[0,1]}}""", 1, "element type ''")]
    [InlineData("no type", """{"a":{"shape":[1],"data_offsets":[0,1]}}""", 1, "'a' has no dtype")]
    [InlineData("no shape", """{"a":{"dtype":"U8","data_offsets":[0,1]}}""", 1, "'a' has no shape")]
    [InlineData("no offsets", """{"a":{"dtype":"U8","shape":[1]}}""", 1, "'a' has no data_offsets")]
    [InlineData("entry is no object", """{"a":[0,1]}""", 1, "")]
    [InlineData("shape is no list", """{"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}}""", 1, "")]
    [InlineData("shape of texts", """{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}""", 1, "")]
    [InlineData("metadata of numbers", """{"__metadata__":{"k":1}}""", 0, "")]
    [InlineData("metadata of nulls", """{"__metadata__":{"k":null}}""", 0, "")]
    [InlineData("metadata is no object", """{"__metadata__":"k"}""", 0, "")]
    [InlineData("duplicate tensor", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "")]
    [InlineData("duplicate by an escape", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "")]
    [InlineData("duplicate field", """{"a":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}""", 1, "")]
    [InlineData("duplicate metadata", """{"__metadata__":{"k":"v","k":"w"}}""", 0, "")]
    [InlineData("empty header", "", 0, "must begin with '{'")]
    [InlineData("leading space", " {}", 0, "must begin with '{'")]
    [InlineData("a list", "[]", 0, "must begin with '{'")]
    [InlineData("cut JSON", """{"a":{"dtype":"U8",""", 0, "")]
    [InlineData("a comma too many", "{},", 0, "")]
    [InlineData("two documents", "{}{}", 0, "")]
    [InlineData("a comment", "{}//", 0, "")]
    [InlineData("NUL padding", "{}\0\0", 0, "")]
    [InlineData("a lone surrogate", """{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 1, "")]
    [InlineData("deep nesting", """{"a":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}""", 0, "")]
    public void A_broken_rule_is_refused_with_the_file_and_the_reason(string what, string header, int dataBytes, string reason)
    {
        _ = what;
        WeightFormatException fault = Assert.Throws<WeightFormatException>(() => Build(header, dataBytes));
        Assert.StartsWith(_folder.FullPath, fault.Message);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_wherever_they_stand()
    {
        foreach (string place in new[] { """{"?":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":"?"}}""" })
        {
            byte[] header = [.. Encoding.UTF8.GetBytes(place).Select(value => value == (byte)'?' ? (byte)0xFF : value)];
            Assert.Contains("not UTF-8", Assert.Throws<WeightFormatException>(() => Build(header, 1)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_file_shorter_than_its_length_field_is_refused(int length) =>
        Assert.Contains("at least 8 bytes", Assert.Throws<WeightFormatException>(() => Open(new byte[length])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(3UL, "the file has 10")]
    [InlineData(100_000_000UL, "the file has 10")]
    [InlineData(100_000_001UL, "100000000 are allowed")]
    [InlineData((ulong)long.MaxValue, "100000000 are allowed")]
    [InlineData(ulong.MaxValue, "100000000 are allowed")]
    public void A_header_longer_than_the_file_or_the_limit_is_refused_before_anything_is_allocated(ulong length, string reason)
    {
        byte[] file = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Assert.Contains(reason, Assert.Throws<WeightFormatException>(() => Open(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_of_a_good_file_is_refused()
    {
        byte[] file = Bytes("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"""u8.ToArray(), 12);
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Assert.Throws<WeightFormatException>(() => Open(cut));
        }
    }

    [Fact]
    public void Any_changed_byte_gives_a_file_or_a_WeightFormatException()
    {
        byte[] file = Bytes("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"__metadata__":{"k":"v"}}"""u8.ToArray(), 3);
        Random random = new(4);
        for (int i = 0; i < 400; i++)
        {
            byte[] changed = [.. file];
            changed[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                using SafetensorsFile opened = Open(changed);
                foreach (string name in opened.Header.Entries.Keys)
                {
                    opened.Read(name).Dispose();
                }
            }
            catch (WeightFormatException)
            {
                // the only way to refuse
            }
        }
    }

    [Fact]
    public void A_missing_file_and_a_missing_tensor_are_told_apart()
    {
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(_folder.PathOf("none.safetensors")));
        using SafetensorsFile empty = Build("{}", 0);
        Assert.Throws<KeyNotFoundException>(() => empty.Read("a"));
    }

    private static byte[] Bytes(byte[] header, int dataBytes)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. new byte[dataBytes]];
    }

    private SafetensorsFile Build(string header, int dataBytes) => Build(Encoding.UTF8.GetBytes(header), dataBytes);

    private SafetensorsFile Build(byte[] header, int dataBytes) => Open(Bytes(header, dataBytes));

    private SafetensorsFile Open(byte[] bytes)
    {
        string path = _folder.PathOf("broken.safetensors");
        File.WriteAllBytes(path, bytes);
        return SafetensorsFile.Open(path);
    }
}
