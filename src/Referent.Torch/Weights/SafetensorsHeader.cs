using System.Text.Json;
using System.Text.Unicode;

namespace Referent.Torch.Weights;

/// <summary>One tensor of a safetensors file; offsets are bytes from the start of the data.</summary>
public sealed record SafetensorsEntry(DType DType, long[] Shape, long Begin, long End) : TensorInfo(DType, Shape);

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

    /// <summary>
    /// The format's names of the element types that libtorch can hold, in the format's order. Source: safetensors/src/tensor.rs, Dtype.
    /// </summary>
    private static readonly (string Name, DType DType)[] Types =
    [
        ("BOOL", DType.Bool),
        ("U8", DType.UInt8),
        ("I8", DType.Int8),
        ("I16", DType.Int16),
        ("F16", DType.Float16),
        ("BF16", DType.BFloat16),
        ("I32", DType.Int32),
        ("F32", DType.Float32),
        ("F64", DType.Float64),
        ("I64", DType.Int64),
    ];

    internal static string NameOf(DType dtype) => Types[OrderOf(dtype)].Name;

    /// <summary>Place of an element type in the format's order, by which writers sort.</summary>
    internal static int OrderOf(DType dtype) => Array.FindIndex(Types, type => type.DType == dtype);

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

        if (!Utf8.IsValid(json))
        {
            throw new WeightFormatException($"{source}: the header is not UTF-8.");
        }

        try
        {
            JsonDocumentOptions limits = new() { MaxDepth = 8, AllowDuplicateProperties = false };
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), limits);
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
        DType dtype = DTypeOf(Required(name, value, "dtype").GetString(), name);
        long[] shape = Numbers(name, value, "shape");
        long[] offsets = Numbers(name, value, "data_offsets");
        if (offsets.Length != 2)
        {
            throw new FormatException($"'{name}' has {offsets.Length} offsets instead of 2");
        }

        long bytes = checked(shape.Aggregate(1L, (product, size) => checked(product * size)) * dtype.SizeOf());
        return offsets[1] - offsets[0] == bytes
            ? new SafetensorsEntry(dtype, shape, offsets[0], offsets[1])
            : throw new FormatException(
                $"'{name}' of shape [{string.Join(", ", shape)}] needs {bytes} bytes, its offsets give {offsets[1] - offsets[0]}");
    }

    private static JsonElement Required(string name, JsonElement value, string property) =>
        value.TryGetProperty(property, out JsonElement found) ? found : throw new FormatException($"'{name}' has no {property}");

    private static long[] Numbers(string name, JsonElement value, string property)
    {
        long[] numbers = [.. Required(name, value, property).EnumerateArray().Select(number => number.GetInt64())];
        return Array.TrueForAll(numbers, number => number >= 0)
            ? numbers
            : throw new FormatException($"'{name}' has a negative number in its {property}");
    }

    private static DType DTypeOf(string? text, string name)
    {
        int index = Array.FindIndex(Types, type => type.Name == text);
        return index >= 0 ? Types[index].DType : throw new FormatException($"'{name}' has the element type '{text}', which Referent does not read");
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
