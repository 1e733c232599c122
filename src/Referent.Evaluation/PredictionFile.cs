using System.Text.Json;
using Referent.Data;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>Predictions as JSON lines: <c>{"sent_id":1,"mask":{"size":[height,width],"counts":"COCO RLE"}}</c>.</summary>
public static class PredictionFile
{
    /// <summary>Reads line by line; blank lines are skipped.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is not a prediction; the message names file and line.</exception>
    public static IEnumerable<(long SentenceId, RunLengthMask Mask)> Read(string path)
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, path, number);
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
    public static string Format(long sentenceId, RunLengthMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return JsonSerializer.Serialize(new
        {
            sent_id = sentenceId,
            mask = new { size = new[] { mask.Size.Height, mask.Size.Width }, counts = mask.ToCompressedString() },
        });
    }

    private static (long SentenceId, RunLengthMask Mask) Parse(string line, string path, int number)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return (json.RootElement.GetProperty("sent_id").GetInt64(), RunLengthJson.Read(json.RootElement.GetProperty("mask")));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}, line {number}: no prediction with sent_id and mask (size, counts): {fault.Message}");
        }
    }
}
