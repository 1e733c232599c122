using System.Text.Json;

namespace Referent.Evaluation.Reports;

/// <summary>A sentence's score as a report file has it.</summary>
public sealed record ReportSample(long SentenceId, long ImageId, double Iou, string Sentence);

/// <summary>What a comparison needs of a report file written by <see cref="ReportJson"/>.</summary>
/// <param name="Name">What made the predictions; the file where the report does not say.</param>
/// <param name="Subject">Dataset, split maker, split and masks, as people read them.</param>
/// <param name="Metrics">Fractions of 1 by name.</param>
/// <param name="Samples">In the file's order.</param>
public sealed record ReportFile(string Name, string Subject, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<ReportSample> Samples)
{
    /// <summary>Several reports on the same sentences as one: means of metrics and of each sentence's IoU.</summary>
    /// <exception cref="InvalidDataException">They are not on the same sentences in the same order.</exception>
    public static ReportFile Mean(IReadOnlyList<ReportFile> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ReportFile first = reports[0];
        if (reports.Any(report => report.Subject != first.Subject || !SentencesOf(report).SequenceEqual(SentencesOf(first))))
        {
            throw new InvalidDataException($"The reports are not on the same sentences: {string.Join(", ", reports.Select(report => report.Name))}.");
        }

        return first with
        {
            Metrics = first.Metrics.Keys.ToDictionary(name => name, name => reports.Average(report => report.Metrics[name])),
            Samples = [.. first.Samples.Select((sample, i) => sample with { Iou = reports.Average(report => report.Samples[i].Iou) })],
        };
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not such a report.</exception>
    public static ReportFile Read(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement root = json.RootElement;
            string subject =
                $"{root.GetProperty("dataset").GetString()} ({root.GetProperty("splitBy").GetString()}) "
                + $"{root.GetProperty("split").GetString()}, masks {root.GetProperty("masks").GetString()}";
            string name = root.TryGetProperty("method", out JsonElement method)
                ? $"{method.GetString()} ({Path.GetFileName(path)})"
                : Path.GetFileName(path);
            Dictionary<string, double> metrics = root.GetProperty("summary").EnumerateObject()
                .Where(metric => metric.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(metric => metric.Name, metric => metric.Value.GetDouble());
            return new ReportFile(name, subject, metrics, [.. root.GetProperty("samples").EnumerateArray().Select(ReadSample)]);
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{path} is no JSON; expected a report, as --json of eval or score writes it.");
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"{path} is no report; expected dataset, splitBy, split, masks, summary and samples "
                + "with sent_id, image_id, iou and sentence, as --json of eval or score writes them.");
        }
    }

    private static IEnumerable<long> SentencesOf(ReportFile report) => report.Samples.Select(sample => sample.SentenceId);

    private static ReportSample ReadSample(JsonElement sample) => new(
        sample.GetProperty("sent_id").GetInt64(),
        sample.GetProperty("image_id").GetInt64(),
        sample.GetProperty("iou").GetDouble(),
        sample.GetProperty("sentence").GetString() ?? "");
}
