using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

public sealed class ResponseMapFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");

    [Fact]
    public void Maps_come_back_by_ref_bit_for_bit()
    {
        using TensorScope scope = TensorScope.Begin();
        ResponseMapFile.Write(_path, Tensor.From([1.5f, -2, 3, 0.1f, float.Epsilon, 9, 7, 8], 2, 2, 2), [42, 7], [420, 71]);
        using ResponseMapFile file = ResponseMapFile.Open(_path);
        Assert.Equal([42, 7], file.Refs);
        Assert.Equal([420, 71], file.Sentences);
        Assert.Equal([float.Epsilon, 9, 7, 8], file.Read(7).ToArray<float>());
        Assert.Equal([1.5f, -2, 3, 0.1f], file.Read(42).ToArray<float>());
        Assert.Throws<KeyNotFoundException>(() => file.Read(8));
    }

    [Fact]
    public void Forty_thousand_referents_take_less_than_20_megabytes()
    {
        using TensorScope scope = TensorScope.Begin();
        long[] ids = [.. Enumerable.Range(0, 40_000).Select(i => (long)i)];
        ResponseMapFile.Write(_path, Tensor.Zeros([ids.Length, 10, 10]), ids, ids);
        Assert.InRange(new FileInfo(_path).Length, 1, 20_000_000);
    }

    [Fact]
    public void Different_numbers_of_maps_and_refs_are_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        Assert.Throws<ArgumentException>(() => ResponseMapFile.Write(_path, Tensor.Zeros([2, 3, 3]), [1], [1]));
        Assert.Throws<ArgumentException>(() => ResponseMapFile.Write(_path, Tensor.Zeros([2, 3, 3]), [1, 1], [1, 2]));
    }

    [Fact]
    public void Another_file_is_refused()
    {
        using TensorScope scope = TensorScope.Begin();
        SafetensorsWriter.Write(_path, new Dictionary<string, Tensor> { ["maps"] = Tensor.Zeros([1, 2, 2]) });
        Assert.Contains("refs", Assert.Throws<WeightFormatException>(() => ResponseMapFile.Open(_path)).Message);
    }

    public void Dispose() => File.Delete(_path);
}
