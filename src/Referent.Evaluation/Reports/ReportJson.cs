using System.Text.Encodings.Web;
using System.Text.Json;
using Referent.Data.Refer;
using Referent.Evaluation.Breakdowns;

namespace Referent.Evaluation.Reports;

/// <summary>Writes a report as the summary JSON of <c>eval</c> and <c>score</c>.</summary>
public static class ReportJson
{
    /// <summary>Text stays readable: these files are not put into web pages.</summary>
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same report gives the same bytes.</summary>
    public static void Write(Stream stream, EvaluationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using Utf8JsonWriter json = new(stream, Options);
        json.WriteStartObject();
        json.WriteString("dataset", report.Dataset);
        json.WriteString("splitBy", report.SplitBy);
        json.WriteString("split", report.Split);
        json.WriteString("masks", NameOf(report.Masks));
        if (report.Method is not null)
        {
            json.WriteString("method", report.Method);
        }

        json.WritePropertyName("summary");
        WriteSummary(json, report.Summary);
        WriteGroups(json, "heldOut", report.HeldOut);
        json.WriteStartObject("breakdowns");
        foreach (Breakdown breakdown in report.Breakdowns)
        {
            WriteGroups(json, breakdown.Name, breakdown.Groups);
        }

        json.WriteEndObject();
        json.WriteStartArray("samples");
        foreach (SampleScore sample in report.Samples)
        {
            WriteSample(json, sample);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>As the command line spells it.</summary>
    public static string NameOf(MaskConvention convention) => convention == MaskConvention.Union ? "union" : "sum-is-one";

    private static void WriteSummary(Utf8JsonWriter json, EvaluationSummary summary)
    {
        json.WriteStartObject();
        foreach (Metric metric in Metric.All)
        {
            json.WriteNumber(metric.Name, metric.ValueOf(summary));
        }

        json.WriteNumber("sentences", summary.Sentences);
        json.WriteNumber("refs", summary.Refs);
        json.WriteNumber("images", summary.Images);
        json.WriteNumber("missing", summary.Missing);
        WriteInterval(json, summary.MeanIouInterval);
        json.WriteStartObject("union");
        json.WriteNumber("mIoU", summary.MeanIouUnion);
        json.WriteNumber("oIoU", summary.OverallIouUnion);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInterval(Utf8JsonWriter json, Interval interval)
    {
        json.WriteStartObject("interval");
        json.WriteStartArray("mIoU");
        json.WriteNumberValue(interval.Low);
        json.WriteNumberValue(interval.High);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGroups(Utf8JsonWriter json, string name, IReadOnlyList<GroupScore> groups)
    {
        if (groups.Count == 0)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (GroupScore group in groups)
        {
            json.WriteStartObject(group.Name);
            json.WriteNumber("mIoU", group.MeanIou);
            json.WriteNumber("sentences", group.Sentences);
            WriteInterval(json, group.MeanIouInterval);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSample(Utf8JsonWriter json, SampleScore sample)
    {
        json.WriteStartObject();
        json.WriteNumber("sent_id", sample.SentenceId);
        json.WriteNumber("ref_id", sample.RefId);
        json.WriteNumber("image_id", sample.ImageId);
        json.WriteNumber("iou", sample.Iou);
        json.WriteNumber("intersection", sample.Intersection);
        json.WriteNumber("union", sample.Union);
        json.WriteBoolean("pointM", sample.PointM);
        json.WriteBoolean("pointIt", sample.PointIt);
        json.WriteBoolean("accBox", sample.AccBox);
        json.WriteNumber("boxIoU", sample.BoxIou);
        json.WriteNumber("coverage", sample.Coverage);
        json.WriteNumber("spill", sample.Spill);
        json.WriteNumber("area", sample.ObjectArea);
        json.WriteBoolean("missing", sample.Missing);
        json.WriteString("category", sample.Category);
        json.WriteString("sentence", sample.Sentence);
        json.WriteEndObject();
    }
}
