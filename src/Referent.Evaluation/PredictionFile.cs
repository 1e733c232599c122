using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Referent.Data;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>Predictions as JSON lines: <c>{"sent_id":1,"mask":{"size":[height,width],"counts":"COCO RLE"}}</c>.</summary>
/// <remarks>
/// Beside the mask a line may have the pixel with the method's highest score, <c>"peak":[x,y]</c>. In place of the mask it may have responses:
/// <c>"map":{"size":[height,width],"float32":"BASE64"}</c>, row by row, little-endian.
/// </remarks>
public static class PredictionFile
{
    /// <summary>Run lengths hold characters that only web pages need escaped.</summary>
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads line by line; blank lines are skipped.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is not a prediction; the message names file and line.</exception>
    public static IEnumerable<Prediction> Read(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, $"{path}, line {number}");
            }
        }
    }

    /// <summary>Takes away what a writer that was stopped left of its last line: everything behind the last line's end.</summary>
    /// <exception cref="IOException">The file cannot be opened or cut.</exception>
    public static void DropUnfinishedLine(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite);
        long end = file.Length;
        for (; end > 0; end--)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
            {
                break;
            }
        }

        file.SetLength(end);
    }

    /// <summary>One line, without its end.</summary>
    /// <param name="sentenceId">The dataset's <c>sent_id</c>.</param>
    /// <param name="mask">Of the picture's own size.</param>
    /// <param name="peak">The pixel with the method's highest score; null, and not written, where the method gives a mask alone.</param>
    public static string Format(long sentenceId, RunLengthMask mask, PixelPosition? peak = null)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int[]? at = peak is { } pixel ? [pixel.X, pixel.Y] : null;
        return JsonSerializer.Serialize(new { sent_id = sentenceId, mask = RunLengthJson.Of(mask), peak = at }, Options);
    }

    private static Prediction Parse(string line, string place)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return PredictionLine.Read(json.RootElement) with { Place = place };
        }
        catch (JsonException)
        {
            throw Fault($"expected a JSON object, found {JsonExcerpt.Shorten(line)}");
        }
        catch (FormatException fault)
        {
            throw Fault(fault.Message.TrimEnd('.'));
        }

        InvalidDataException Fault(string what) => new(
            $"{place}: {what}. A prediction is {PredictionLine.Example}; write the line anew or drop it.");
    }
}
