using System.Text.Encodings.Web;
using System.Text.Json;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.Localisation;

namespace Referent.Cli.Segmenting;

/// <summary>Results as JSON lines.</summary>
internal sealed class JsonLines(Stream output, int? top) : IDisposable
{
    /// <summary>Readable phrases and run lengths; the output is no HTML.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Write(SegmentRequest request, string preset, string method, SegmentedText result) => Line(json =>
    {
        Segmentation found = result.Segmentation;
        json.WriteString("image", request.Image);
        json.WriteNumber("width", found.Mask.Width);
        json.WriteNumber("height", found.Mask.Height);
        json.WriteString("text", request.Text);
        json.WriteString("method", method);
        json.WriteString("preset", preset);
        WriteNumber(json, "score", found.Score);
        WriteNumber(json, "presence", found.Presence);
        json.WriteBoolean("found", found.Found);
        WriteBox(json, result.Runs.BoundingBox());
        json.WritePropertyName("mask");
        WriteMask(json, result.Runs);
        json.WriteStartArray("points");
        foreach (ScoredPoint point in found.Points)
        {
            json.WriteStartObject();
            WriteNumber(json, "x", point.Point.Position.X);
            WriteNumber(json, "y", point.Point.Position.Y);
            json.WriteBoolean("positive", point.Point.Positive);
            WriteNumber(json, "score", point.Score);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("queries");
        foreach (Candidate candidate in found.Candidates.Take(top ?? int.MaxValue))
        {
            json.WriteStartObject();
            WriteNumber(json, "score", candidate.Score);
            WriteBox(json, candidate.Box);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("files");
        foreach ((string format, string path) in result.Files)
        {
            json.WriteString(format, path);
        }

        json.WriteEndObject();
        json.WriteStartObject("milliseconds");
        WriteNumber(json, "load", result.LoadTime.TotalMilliseconds);
        WriteNumber(json, "encode", result.EncodeTime.TotalMilliseconds);
        WriteNumber(json, "prompt", found.PromptTime.TotalMilliseconds);
        WriteNumber(json, "decode", found.DecodeTime.TotalMilliseconds);
        json.WriteEndObject();
    });

    public void WriteError(SegmentRequest request, string error) => Line(json =>
    {
        json.WriteString("image", request.Image);
        json.WriteString("text", request.Text);
        json.WriteString("error", error);
    });

    public static void WriteMask(Utf8JsonWriter json, RunLengthMask runs)
    {
        json.WriteStartObject();
        WriteMaskFields(json, runs);
        json.WriteEndObject();
    }

    /// <summary>The fields <c>size</c> and <c>counts</c> of an open object.</summary>
    public static void WriteMaskFields(Utf8JsonWriter json, RunLengthMask runs)
    {
        json.WriteStartArray("size");
        json.WriteNumberValue(runs.Size.Height);
        json.WriteNumberValue(runs.Size.Width);
        json.WriteEndArray();
        json.WriteString("counts", runs.ToCompressedString());
    }

    public void Dispose() => output.Dispose();

    private static void WriteBox(Utf8JsonWriter json, BoxXyxy box)
    {
        json.WriteStartArray("bbox");
        foreach (double value in new[] { box.Left, box.Top, box.Width, box.Height })
        {
            json.WriteNumberValue(Round(value));
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Round(value));

    /// <summary>Four digits behind the point are more than pixels, scores and milliseconds mean.</summary>
    private static double Round(double value) => Math.Round(value, 4);

    /// <summary>Complete lines only, so that what was done is readable when the program is stopped.</summary>
    private void Line(Action<Utf8JsonWriter> write)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter json = new(line, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        line.WriteTo(output);
        output.Flush();
    }
}
