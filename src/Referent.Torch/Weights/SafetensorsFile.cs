using System.Buffers.Binary;
using Referent.Formats;

namespace Referent.Torch.Weights;

/// <summary>
/// A safetensors file opened for reading: the header is checked by every rule of the format, tensors are read when asked for.
/// Source: the format's README (huggingface/safetensors).
/// </summary>
public sealed class SafetensorsFile : WeightFile
{
    /// <summary>Bytes of the header's length, before the header.</summary>
    private const int LengthBytes = 8;

    private readonly MappedFile _file;
    private readonly long _dataStart;

    private SafetensorsFile(MappedFile file, SafetensorsHeader header, long dataStart)
    {
        _file = file;
        _dataStart = dataStart;
        Header = header;
        Tensors = header.Entries.ToDictionary(entry => entry.Key, entry => (TensorInfo)entry.Value, StringComparer.Ordinal);
    }

    /// <summary>Names, types, shapes and metadata.</summary>
    public SafetensorsHeader Header { get; }

    public override IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public override IReadOnlyDictionary<string, string> Metadata => Header.Metadata;

    public override string Form => "safetensors";

    /// <exception cref="WeightFormatException">The file breaks a rule of the format; the message says which.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static new SafetensorsFile Open(string path)
    {
        long length = FileLength.Of(path);
        if (length < LengthBytes)
        {
            throw new WeightFormatException($"{path}: a safetensors file has at least {LengthBytes} bytes, this one {length}.");
        }

        MappedFile file = MappedFile.Open(path);
        try
        {
            byte[] json = ReadHeader(file, path);
            SafetensorsHeader header = SafetensorsHeader.Parse(json, length - LengthBytes - json.Length, path);
            return new SafetensorsFile(file, header, LengthBytes + json.Length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override Tensor Read(string name)
    {
        SafetensorsEntry entry = Header.Entries[name];
        return _file.Read(_dataStart + entry.Begin, entry.DType, entry.Shape);
    }

    protected override void Dispose(bool disposing) => _file.Dispose();

    private static byte[] ReadHeader(MappedFile file, string path)
    {
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes(0, LengthBytes));
        if (headerLength > SafetensorsHeader.MaxBytes)
        {
            throw new WeightFormatException($"{path}: the header claims {headerLength} bytes, {SafetensorsHeader.MaxBytes} are allowed.");
        }

        return LengthBytes + (long)headerLength <= file.Length
            ? file.Bytes(LengthBytes, (long)headerLength)
            : throw new WeightFormatException($"{path}: the header claims {headerLength} bytes, the file has {file.Length}.");
    }
}
