using System.Text;
using Referent.TestSupport;
using Referent.Torch.Weights;

namespace Referent.Torch.Tests.Weights;

/// <summary>Tensors over the mapped file: no copy where the bytes are aligned, and the mapping lives as long as they do.</summary>
public sealed class MappedTensorTests : IDisposable
{
    private const int Count = 4_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Aligned_tensors_are_not_copied_and_outlive_the_file_object()
    {
        string path = Write(padding: 0);
        Tensor tensor;
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            tensor = file.Read("t");
        }

        Assert.True(IsMapped(path));
        Assert.Equal(Count - 1, tensor.Select(0, Count - 1).Item());
        Tensor view = tensor.Narrow(0, 5, 10);
        tensor.Dispose();
        Assert.True(IsMapped(path));
        Assert.Equal(95, view.Sum().Item());
        view.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(IsMapped(path));
    }

    [Fact]
    public void Unaligned_tensors_are_copied()
    {
        string path = Write(padding: 1);
        Tensor tensor;
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            tensor = file.Read("t");
        }

        Assert.False(IsMapped(path));
        Assert.Equal(Count - 1, tensor.Select(0, Count - 1).Item());
        tensor.Dispose();
    }

    [Fact]
    public void A_mapped_tensor_may_be_changed_in_place_and_the_file_stays_as_it_is()
    {
        string path = Write(padding: 0);
        byte[] before = File.ReadAllBytes(path);
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            using Tensor changed = file.Read("t");
            changed.MulInPlace(2);
            Assert.Equal(2, changed.Select(0, 1).Item());
        }

        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_model_over_a_file_keeps_Float32_weights_in_the_mapping_and_lets_go_with_its_store()
    {
        string path = Write(padding: 0);
        (Tensor weight, WeightStore store) = WeightStore.Load(path, weights => weights.Parameter("t", Initialiser.Zeros, Count), trainable: true);
        Assert.True(IsMapped(path));
        Assert.True(weight.RequiresGrad);
        store.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(IsMapped(path));
    }

    /// <summary>Caches of weights are full of them; a link's own length is that of its target's name.</summary>
    [Fact]
    public void A_link_to_a_file_opens_as_the_file()
    {
        string path = Write(padding: 0);
        string link = _folder.PathOf("link.safetensors"), chain = _folder.PathOf("chain.safetensors");
        File.CreateSymbolicLink(link, path);
        File.CreateSymbolicLink(chain, "link.safetensors");
        using SafetensorsFile file = SafetensorsFile.Open(chain);
        using Tensor tensor = file.Read("t");
        Assert.Equal(Count - 1, tensor.Select(0, Count - 1).Item());
    }

    private static bool IsMapped(string path) => File.ReadAllText("/proc/self/maps").Contains(path, StringComparison.Ordinal);

    /// <summary>Float32 0, 1, 2, ... behind a header of 8 n bytes and some more.</summary>
    private string Write(int padding)
    {
        string path = _folder.PathOf("mapped.safetensors");
        byte[] header = Encoding.UTF8.GetBytes($$$"""{"t":{"dtype":"F32","shape":[{{{Count}}}],"data_offsets":[0,{{{4 * Count}}}]}}""");
        Array.Resize(ref header, ((header.Length + 7) / 8 * 8) + padding);
        header.AsSpan().Replace((byte)0, (byte)' ');
        using FileStream stream = File.Create(path);
        stream.Write(BitConverter.GetBytes((long)header.Length));
        stream.Write(header);
        stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Enumerable.Range(0, Count).Select(i => (float)i).ToArray().AsSpan()));
        return path;
    }
}
