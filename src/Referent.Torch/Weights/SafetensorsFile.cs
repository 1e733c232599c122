using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;

namespace Referent.Torch.Weights;

/// <summary>
/// A safetensors file opened for reading: the header is checked by every rule of the format, tensors are read when asked for.
/// Source: the format's README (huggingface/safetensors).
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _dataStart;

    private SafetensorsFile(MemoryMappedFile file, MemoryMappedViewAccessor view, SafetensorsHeader header, long dataStart)
    {
        _file = file;
        _view = view;
        _dataStart = dataStart;
        Header = header;
    }

    /// <summary>Names, types, shapes and metadata.</summary>
    public SafetensorsHeader Header { get; }

    /// <exception cref="WeightFormatException">The file breaks a rule of the format; the message says which.</exception>
    public static SafetensorsFile Open(string path)
    {
        long length = new FileInfo(path).Length;
        if (length < 8)
        {
            throw new WeightFormatException($"{path}: a safetensors file has at least 8 bytes, this one {length}.");
        }

        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        try
        {
            byte[] head = new byte[8];
            view.ReadArray(0, head, 0, 8);
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(head);
            if (headerLength > SafetensorsHeader.MaxBytes || 8 + (long)headerLength > length)
            {
                throw new WeightFormatException($"{path}: the header claims {headerLength} bytes, the file has {length}.");
            }

            byte[] json = new byte[headerLength];
            view.ReadArray(8, json, 0, json.Length);
            SafetensorsHeader header = SafetensorsHeader.Parse(json, length - 8 - json.Length, path);
            return new SafetensorsFile(file, view, header, 8 + json.Length);
        }
        catch
        {
            view.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>A copy of one tensor, with the element type it has in the file; the caller owns it.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    public unsafe Tensor Read(string name)
    {
        SafetensorsEntry entry = Header.Entries[name];
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            byte* data = start + _view.PointerOffset + _dataStart + entry.Begin;
            return Tensor.FromBytes(new ReadOnlySpan<byte>(data, checked((int)(entry.End - entry.Begin))), entry.DType, entry.Shape);
        }
        finally
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
