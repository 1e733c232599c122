using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Referent.Torch.Interop;

namespace Referent.Torch.Weights;

/// <summary>
/// A safetensors file opened for reading: the header is checked by every rule of the format, tensors are read when asked for.
/// Source: the format's README (huggingface/safetensors).
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>Bytes of the header's length, before the header.</summary>
    private const int LengthBytes = 8;

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
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        long length = new FileInfo(path).Length;
        if (length < LengthBytes)
        {
            throw new WeightFormatException($"{path}: a safetensors file has at least {LengthBytes} bytes, this one {length}.");
        }

        MemoryMappedFile file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        MemoryMappedViewAccessor? view = null;
        try
        {
            // Copy on write: a tensor over the file may be changed in place like any other, and the file stays as it is.
            view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.CopyOnWrite);
            byte[] json = ReadHeader(view, length, path);
            SafetensorsHeader header = SafetensorsHeader.Parse(json, length - LengthBytes - json.Length, path);
            return new SafetensorsFile(file, view, header, LengthBytes + json.Length);
        }
        catch
        {
            view?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Shape of each tensor of a file by name; no tensor is read.</summary>
    /// <inheritdoc cref="Open"/>
    public static IReadOnlyDictionary<string, long[]> ShapesOf(string path)
    {
        using SafetensorsFile file = Open(path);
        return file.Header.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Shape, StringComparer.Ordinal);
    }

    /// <summary>
    /// One tensor, with the element type it has in the file; the caller owns it. Where the file's bytes are aligned they are the
    /// tensor's memory, without a copy; the mapping lives as long as the tensors over it, whether or not this file is disposed.
    /// </summary>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    public Tensor Read(string name)
    {
        SafetensorsEntry entry = Header.Entries[name];
        return MappedMemory.Read(_view.SafeMemoryMappedViewHandle, _view.PointerOffset + _dataStart + entry.Begin, entry.DType, entry.Shape);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static byte[] ReadHeader(MemoryMappedViewAccessor view, long length, string path)
    {
        byte[] head = new byte[LengthBytes];
        view.ReadArray(0, head, 0, head.Length);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(head);
        if (headerLength > SafetensorsHeader.MaxBytes)
        {
            throw new WeightFormatException($"{path}: the header claims {headerLength} bytes, {SafetensorsHeader.MaxBytes} are allowed.");
        }

        if (LengthBytes + (long)headerLength > length)
        {
            throw new WeightFormatException($"{path}: the header claims {headerLength} bytes, the file has {length}.");
        }

        byte[] json = new byte[headerLength];
        if (json.Length > 0)
        {
            view.ReadArray(LengthBytes, json, 0, json.Length);
        }

        return json;
    }
}
