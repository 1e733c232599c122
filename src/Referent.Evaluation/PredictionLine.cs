using System.Buffers.Binary;
using System.Text.Json;
using Referent.Data;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Responses;

namespace Referent.Evaluation;

/// <summary>Reads one line of a <see cref="PredictionFile"/>.</summary>
internal static class PredictionLine
{
    /// <summary>What a line looks like, for messages.</summary>
    public const string Example = "{\"sent_id\":1,\"mask\":{\"size\":[height,width],\"counts\":\"COCO RLE\"}}";

    /// <exception cref="FormatException">It is no prediction; the message says which part of it, what was expected, and what is there.</exception>
    public static Prediction Read(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"expected an object, found {JsonExcerpt.Of(line)}");
        }

        JsonElement id = Field(line, "sent_id");
        long sentenceId = id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out long number)
            ? number
            : throw Unexpected("sent_id", id, "an integer");
        if (line.TryGetProperty("map", out JsonElement map))
        {
            return Prediction.Of(sentenceId, ReadMap(map));
        }

        RunLengthMask mask = ReadMask(Field(line, "mask"));
        return Prediction.Of(sentenceId, mask, line.TryGetProperty("peak", out JsonElement peak) ? ReadPeak(peak) : null);
    }

    private static RunLengthMask ReadMask(JsonElement mask)
    {
        try
        {
            return RunLengthJson.Read(mask);
        }
        catch (FormatException fault)
        {
            throw new FormatException($"in 'mask': {fault.Message}");
        }
    }

    private static PixelPosition ReadPeak(JsonElement peak) =>
        Pair(peak) is var (x, y) ? new PixelPosition(x, y) : throw Unexpected("peak", peak, "[x,y], two integers");

    private static ResponseMap ReadMap(JsonElement map)
    {
        JsonElement written = Field(map, "size"), text = Field(map, "float32");
        ImageSize size = Pair(written) is var (height, width) && height > 0 && width > 0
            ? new ImageSize(height, width)
            : throw Unexpected("size", written, "[height,width], two integers above 0");
        byte[] bytes = text.ValueKind == JsonValueKind.String && text.TryGetBytesFromBase64(out byte[]? decoded)
            ? decoded
            : throw Unexpected("float32", text, "base64");
        if (bytes.Length != sizeof(float) * size.PixelCount)
        {
            throw new FormatException(
                $"'float32' holds {bytes.Length} bytes; "
                + $"expected {sizeof(float) * size.PixelCount} for a map of size {RunLengthJson.Describe(size)} (height, width)");
        }

        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }

        return new ResponseMap(size, values);
    }

    private static (int First, int Second)? Pair(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2
        && json[0].ValueKind == JsonValueKind.Number && json[0].TryGetInt32(out int first)
        && json[1].ValueKind == JsonValueKind.Number && json[1].TryGetInt32(out int second)
            ? (first, second)
            : null;

    private static JsonElement Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement field)
            ? field
            : throw new FormatException($"there is no '{name}' in {JsonExcerpt.Of(json)}");

    private static FormatException Unexpected(string name, JsonElement found, string expected) =>
        new($"'{name}' is {JsonExcerpt.Of(found)}; expected {expected}");
}
