using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Referent.TestSupport;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Weights;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_is_written_is_read_back_and_written_again_with_the_same_bytes()
    {
        Gen<(DType DType, long[] Shape, int Seed)> contents =
            from dtype in Gen.Elements(Enum.GetValues<DType>())
            from shape in Gen.Choose(0, 4).Select(size => (long)size).ListOf().Where(sizes => sizes.Count <= 4)
            from seed in Gen.Choose(0, int.MaxValue)
            select (dtype, shape.ToArray(), seed);
        Gen<string> text = ArbMap.Default.ArbFor<NonNull<string>>().Generator.Select(value => Readable(value.Get));
        Gen<(string Name, (DType DType, long[] Shape, int Seed) Contents)> entry = from name in text from content in contents select (name, content);
        Gen<(string, string)> fact = from key in text from value in text select (key, value);
        Gen<(List<(string, (DType, long[], int))>, List<(string, string)>)> files =
            from entries in entry.ListOf() from facts in fact.ListOf() select (entries.ToList(), facts.ToList());

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(files.ToArbitrary(), file => RoundTrips(file.Item1, file.Item2)));
    }

    [Fact]
    public void The_header_is_the_formats_own_sorted_by_type_then_name_and_padded()
    {
        using TensorScope scope = TensorScope.Begin();
        string path = _folder.PathOf("order.safetensors");
        Dictionary<string, Tensor> tensors = new()
        {
            ["flag"] = Tensor.From([true]),
            ["b"] = Tensor.From([1f, 2f], 2),
            ["a"] = Tensor.From([3f]),
            ["wide"] = Tensor.From([4.0]),
            ["count"] = Tensor.From([5L]),
            ["é<&'+"] = Tensor.From([6f]),
        };
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["z"] = "1", ["a"] = "2" });

        byte[] file = File.ReadAllBytes(path);
        int length = (int)BitConverter.ToInt64(file, 0);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """
            {"__metadata__":{"a":"2","z":"1"},
            "count":{"dtype":"I64","shape":[],"data_offsets":[0,8]},
            "wide":{"dtype":"F64","shape":[],"data_offsets":[8,16]},
            "a":{"dtype":"F32","shape":[],"data_offsets":[16,20]},
            "b":{"dtype":"F32","shape":[2],"data_offsets":[20,28]},
            "é<&'+":{"dtype":"F32","shape":[],"data_offsets":[28,32]},
            "flag":{"dtype":"BOOL","shape":[],"data_offsets":[32,33]}}
            """.ReplaceLineEndings(string.Empty),
            Encoding.UTF8.GetString(file, 8, length).TrimEnd(' '));
        Assert.Equal([5L], file.Skip(8 + length).Take(8).Chunk(8).Select(bytes => BitConverter.ToInt64(bytes)));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        string path = _folder.PathOf("weights.safetensors");
        using Tensor good = Tensor.Ones([2]);
        Tensor gone = Tensor.Ones([2]);
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = good });
        byte[] before = File.ReadAllBytes(path);
        _ = gone.Shape;
        gone.Dispose();

        Assert.Throws<ObjectDisposedException>(() => SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = good, ["b"] = gone }));

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.FullPath));
    }

    [Fact]
    public void A_write_over_a_file_that_is_mapped_leaves_the_mapped_tensors_as_they_were()
    {
        string path = _folder.PathOf("weights.safetensors");
        using Tensor old = Tensor.Full(1, [100_000]);
        using Tensor fresh = Tensor.Full(2, [3]);
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = old });
        using SafetensorsFile opened = SafetensorsFile.Open(path);
        using Tensor mapped = opened.Read("a");

        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = fresh });

        Assert.Equal(old.ToArray<float>(), mapped.ToArray<float>());
        using SafetensorsFile reopened = SafetensorsFile.Open(path);
        Assert.Equal([3], reopened.Header.Entries["a"].Shape);
    }

    [Fact]
    public void A_view_is_written_in_row_major_order()
    {
        using TensorScope scope = TensorScope.Begin();
        string path = _folder.PathOf("view.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["t"] = Tensor.From([1f, 2f, 3f, 4f], 2, 2).Transpose(0, 1) });
        using SafetensorsFile opened = SafetensorsFile.Open(path);
        Assert.Equal([1f, 3f, 2f, 4f], opened.Read("t").ToArray<float>());
    }

    [Fact]
    public void A_header_that_no_reader_accepts_is_not_written()
    {
        string path = _folder.PathOf("long.safetensors");
        Dictionary<string, string> metadata = new() { ["k"] = new string('x', 100_000_001) };
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, new Dictionary<string, Tensor>(), metadata));
        Assert.Empty(Directory.GetFiles(_folder.FullPath));
    }

    /// <summary>Text that UTF-8 can hold, and no name the format keeps for itself.</summary>
    private static string Readable(string text)
    {
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return valid == "__metadata__" ? "metadata" : valid;
    }

    private bool RoundTrips(List<(string Name, (DType DType, long[] Shape, int Seed) Contents)> entries, List<(string Key, string Value)> facts)
    {
        using TensorScope scope = TensorScope.Begin();
        Dictionary<string, Tensor> tensors = entries.DistinctBy(entry => entry.Name).ToDictionary(entry => entry.Name, entry => Random(entry.Contents));
        Dictionary<string, string> metadata = facts.DistinctBy(item => item.Key).ToDictionary(item => item.Key, item => item.Value);
        string first = _folder.PathOf("first.safetensors");
        string second = _folder.PathOf("second.safetensors");
        SafetensorsWriter.Write(first, tensors, metadata);

        using SafetensorsFile opened = SafetensorsFile.Open(first);
        Dictionary<string, Tensor> read = opened.Header.Entries.Keys.ToDictionary(name => name, opened.Read);
        SafetensorsWriter.Write(second, read, opened.Header.Metadata);

        Assert.Equal(metadata, opened.Header.Metadata.ToDictionary());
        Assert.Equal(tensors.Keys.Order(StringComparer.Ordinal), read.Keys.Order(StringComparer.Ordinal));
        Assert.All(tensors, pair =>
        {
            Assert.Equal(pair.Value.DType, read[pair.Key].DType);
            Assert.Equal(pair.Value.Shape, read[pair.Key].Shape);
            Assert.Equal(pair.Value.ToBytes(), read[pair.Key].ToBytes());
        });
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        return true;
    }

    private static Tensor Random((DType DType, long[] Shape, int Seed) contents)
    {
        long count = contents.Shape.Aggregate(1L, (product, size) => product * size);
        Random random = new(contents.Seed);
        return Tensor.From<double>([.. Enumerable.Range(0, (int)count).Select(_ => random.NextDouble() * 100)], contents.Shape).To(contents.DType);
    }
}
