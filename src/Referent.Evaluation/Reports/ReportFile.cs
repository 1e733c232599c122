using System.Text.Json;

namespace Referent.Evaluation.Reports;

/// <summary>A sentence's score as a report file has it.</summary>
public sealed record ReportSample(long SentenceId, long ImageId, double Iou, string Sentence);

/// <summary>What a comparison needs of a report file written by <see cref="ReportJson"/>.</summary>
/// <param name="Name">What made the predictions; the file where the report does not say.</param>
/// <param name="Subject">Dataset, split maker, split and masks, as people read them.</param>
/// <param name="Samples">In the file's order.</param>
public sealed record ReportFile(string Name, string Subject, IReadOnlyList<ReportSample> Samples)
{
    /// <summary>Reads a report.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not such a report.</exception>
    public static ReportFile Read(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = json.RootElement;
            string subject = $"{root.GetProperty("dataset").GetString()} ({root.GetProperty("splitBy").GetString()}) {root.GetProperty("split").GetString()}, masks {root.GetProperty("masks").GetString()}";
            string name = root.TryGetProperty("method", out JsonElement method) ? $"{method.GetString()} ({Path.GetFileName(path)})" : Path.GetFileName(path);
            return new ReportFile(name, subject, [.. root.GetProperty("samples").EnumerateArray().Select(ReadSample)]);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is no report of eval or score: {fault.Message}");
        }
    }

    private static ReportSample ReadSample(JsonElement sample) => new(
        sample.GetProperty("sent_id").GetInt64(),
        sample.GetProperty("image_id").GetInt64(),
        sample.GetProperty("iou").GetDouble(),
        sample.GetProperty("sentence").GetString() ?? "");
}
