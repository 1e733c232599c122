using System.Text.Json;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data;

/// <summary>COCO's run-length object: <c>{"size":[height,width],"counts":...}</c>, counts a compressed string or, when read, a list.</summary>
public static class RunLengthJson
{
    /// <summary>Reads one object as bytes.</summary>
    /// <exception cref="FormatException">It is not such an object, or its counts do not fit its size.</exception>
    public static RunLengthMask Read(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement);
        }
        catch (JsonException fault)
        {
            throw new FormatException(fault.Message);
        }
    }

    /// <summary>Reads a list of such objects.</summary>
    /// <exception cref="FormatException">One is something else, or its counts do not fit its size.</exception>
    public static RunLengthMask[] ReadList(ReadOnlySpan<byte> json)
    {
        try
        {
            Utf8JsonReader reader = new(json);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(Read)]
                : throw new FormatException($"expected a list of run-length masks, found {JsonExcerpt.Of(document.RootElement)}.");
        }
        catch (JsonException fault)
        {
            throw new FormatException(fault.Message);
        }
    }

    /// <summary>Reads one object that is parsed already.</summary>
    /// <exception cref="FormatException">It is not such an object, or its counts do not fit its size.</exception>
    public static RunLengthMask Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("size", out JsonElement size)
            || !json.TryGetProperty("counts", out JsonElement counts)
            || size.ValueKind != JsonValueKind.Array
            || size.GetArrayLength() != 2
            || !TryInt32(size[0], out int height)
            || !TryInt32(size[1], out int width))
        {
            throw new FormatException($"expected a run-length mask {{\"size\":[height,width],\"counts\":...}}, found {JsonExcerpt.Of(json)}.");
        }

        ImageSize imageSize = new(height, width);
        return counts.ValueKind switch
        {
            JsonValueKind.String => RunLengthMask.Parse(imageSize, counts.GetString()),
            JsonValueKind.Array => new RunLengthMask(imageSize, [.. counts.EnumerateArray().Select(Count)]),
            _ => throw new FormatException($"the counts of a mask are {JsonExcerpt.Of(counts)}; expected a string or a list."),
        };
    }

    /// <summary>What a serialiser writes as such an object.</summary>
    public static object Of(RunLengthMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new { size = new[] { mask.Size.Height, mask.Size.Width }, counts = mask.ToCompressedString() };
    }

    /// <summary>A size as JSON has it, for messages about such objects: height first.</summary>
    public static string Describe(ImageSize size) => $"[{size.Height},{size.Width}]";

    /// <summary>Writes a list of such objects, whatever their counts say.</summary>
    public static byte[] WriteList(IEnumerable<(ImageSize Size, string Counts)> masks) =>
        JsonSerializer.SerializeToUtf8Bytes(masks.Select(mask => new { size = new[] { mask.Size.Height, mask.Size.Width }, counts = mask.Counts }));

    private static int Count(JsonElement json) => TryInt32(json, out int count)
        ? count
        : throw new FormatException($"a count of a mask is {JsonExcerpt.Of(json)}; expected an integer.");

    private static bool TryInt32(JsonElement json, out int value)
    {
        value = 0;
        return json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out value);
    }
}
