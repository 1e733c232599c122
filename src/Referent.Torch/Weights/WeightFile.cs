namespace Referent.Torch.Weights;

/// <summary>Element type and shape of a stored tensor.</summary>
public record TensorInfo(DType DType, long[] Shape);

/// <summary>
/// A file of named tensors, in any of the forms that weights are published in: safetensors, PyTorch's <c>.pth</c> and <c>.pt</c>, TorchScript
/// archives. Opening reads names, types and shapes; tensors are read when asked for.
/// </summary>
public abstract class WeightFile : IDisposable
{
    /// <summary>Type and shape by state-dict name.</summary>
    public abstract IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Text facts that the file gives about its weights; empty where its form has no room for any.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>();

    /// <summary>What the file is, in a few words: "safetensors", "PyTorch state dict".</summary>
    public abstract string Form { get; }

    /// <summary>Opens a file of any form; its first bytes tell which, its name does not matter.</summary>
    /// <exception cref="WeightFormatException">The file is damaged, of another form, or asks for more than tensors; the message names it.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static WeightFile Open(string path)
    {
        Span<byte> head = stackalloc byte[9];
        using (FileStream file = File.OpenRead(path))
        {
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        return head switch
        {
            [(byte)'P', (byte)'K', ..] => TorchFile.OpenArchive(path),
            [0x80, 2, ..] => TorchFile.OpenLegacy(path),    // a pickle of protocol 2
            [_, _, _, _, _, _, _, _, (byte)'{'] => SafetensorsFile.Open(path),   // behind the header's length
            _ => throw new WeightFormatException($"{path}: this is neither safetensors nor what torch.save or torch.jit.save writes."),
        };
    }

    /// <summary>Shape of each tensor of a file by name; no tensor is read.</summary>
    /// <inheritdoc cref="Open"/>
    public static IReadOnlyDictionary<string, long[]> ShapesOf(string path)
    {
        using WeightFile file = Open(path);
        return file.Shapes();
    }

    /// <summary>Shape of each tensor by name.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes() => Tensors.ToDictionary(item => item.Key, item => item.Value.Shape, StringComparer.Ordinal);

    /// <summary>
    /// One tensor, with the element type it has in the file; the caller owns it. Where the file's bytes are aligned they are the
    /// tensor's memory, without a copy; the mapping lives as long as the tensors over it, whether or not this file is disposed.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    public abstract Tensor Read(string name);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the file.</summary>
    protected abstract void Dispose(bool disposing);
}
