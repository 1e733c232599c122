using System.Text.Json;

namespace Referent.Torch.Weights;

/// <summary>One tensor of a safetensors file; offsets are bytes from the start of the data.</summary>
public sealed record SafetensorsEntry(DType DType, long[] Shape, long Begin, long End);

/// <summary>The JSON header of a safetensors file, checked.</summary>
public sealed class SafetensorsHeader
{
    /// <summary>Source: safetensors/src/tensor.rs, MAX_HEADER_SIZE.</summary>
    public const ulong MaxBytes = 100_000_000;

    private const string MetadataKey = "__metadata__";

    private SafetensorsHeader(IReadOnlyDictionary<string, SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        Entries = entries;
        Metadata = metadata;
    }

    public IReadOnlyDictionary<string, SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Names of the element types in the file. Only those libtorch can hold are read.</summary>
    internal static string NameOf(DType dtype) => dtype switch
    {
        DType.Bool => "BOOL",
        DType.UInt8 => "U8",
        DType.Int8 => "I8",
        DType.Int16 => "I16",
        DType.Float16 => "F16",
        DType.BFloat16 => "BF16",
        DType.Int32 => "I32",
        DType.Float32 => "F32",
        DType.Float64 => "F64",
        DType.Int64 => "I64",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "safetensors has no such element type"),
    };

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">Bytes behind the header; the tensors must cover them exactly.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="WeightFormatException">A rule of the format is broken.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string source)
    {
        if (json.Length == 0 || json[0] != (byte)'{')
        {
            throw new WeightFormatException($"{source}: the header must begin with '{{'.");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            SafetensorsHeader header = Read(document.RootElement);
            CheckLayout(header.Entries, dataLength);
            return header;
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new WeightFormatException($"{source}: {fault.Message}", fault);
        }
    }

    private static SafetensorsHeader Read(JsonElement root)
    {
        Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                foreach (JsonProperty item in property.Value.EnumerateObject())
                {
                    metadata.Add(item.Name, item.Value.GetString() ?? throw new FormatException($"metadata '{item.Name}' is not a string"));
                }
            }
            else
            {
                entries.Add(property.Name, ReadEntry(property.Name, property.Value));
            }
        }

        return new SafetensorsHeader(entries, metadata);
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        long[] shape = [.. value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        long[] offsets = [.. value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        DType dtype = DTypeOf(value.GetProperty("dtype").GetString(), name);
        if (offsets.Length != 2 || shape.Any(size => size < 0))
        {
            throw new FormatException($"'{name}' has a malformed shape or offsets");
        }

        long bytes = checked(shape.Aggregate(1L, (product, size) => checked(product * size)) * dtype.SizeOf());
        return offsets[1] - offsets[0] == bytes
            ? new SafetensorsEntry(dtype, shape, offsets[0], offsets[1])
            : throw new FormatException($"'{name}' of shape [{string.Join(", ", shape)}] needs {bytes} bytes, its offsets give {offsets[1] - offsets[0]}");
    }

    private static DType DTypeOf(string? text, string name)
    {
        foreach (DType dtype in Enum.GetValues<DType>())
        {
            if (NameOf(dtype) == text)
            {
                return dtype;
            }
        }

        throw new FormatException($"'{name}' has the element type '{text}', which Referent does not read");
    }

    /// <summary>No holes, no overlap, no trailing bytes.</summary>
    private static void CheckLayout(IReadOnlyDictionary<string, SafetensorsEntry> entries, long dataLength)
    {
        long end = 0;
        foreach ((string name, SafetensorsEntry entry) in entries.OrderBy(pair => pair.Value.Begin).ThenBy(pair => pair.Value.End))
        {
            if (entry.Begin != end)
            {
                throw new FormatException($"'{name}' begins at byte {entry.Begin}, the tensor before it ends at {end}");
            }

            end = entry.End;
        }

        if (end != dataLength)
        {
            throw new FormatException($"the tensors end at byte {end}, the data at {dataLength}");
        }
    }
}
