using System.IO.MemoryMappedFiles;
using Referent.Formats;
using Referent.Torch.Interop;

namespace Referent.Torch.Weights;

/// <summary>A file in memory, for tensors over its bytes.</summary>
internal sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, long length)
    {
        _file = file;
        _view = view;
        Length = length;
    }

    public long Length { get; }

    /// <param name="path">A file that is not empty.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static MappedFile Open(string path)
    {
        long length = FileLength.Of(path);
        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        try
        {
            // Copy on write: a tensor over the file may be changed in place like any other, and the file stays as it is.
            return new MappedFile(file, file.CreateViewAccessor(0, length, MemoryMappedFileAccess.CopyOnWrite), length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A copy of some bytes, which must lie inside the file.</summary>
    public byte[] Bytes(long offset, long length)
    {
        byte[] bytes = new byte[length];
        if (length > 0)
        {
            _view.ReadArray(offset, bytes, 0, bytes.Length);
        }

        return bytes;
    }

    /// <summary>The tensor at some bytes, which must lie inside the file; see <see cref="WeightFile.Read"/>.</summary>
    public Tensor Read(long offset, DType dtype, ReadOnlySpan<long> shape) =>
        MappedMemory.Read(_view.SafeMemoryMappedViewHandle, _view.PointerOffset + offset, dtype, shape);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
