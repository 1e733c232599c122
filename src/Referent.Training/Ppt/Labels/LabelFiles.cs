using System.Text.Json;
using Referent.Data;
using Referent.Imaging.Masks;
using Referent.Training.Labels;

namespace Referent.Training.Ppt.Labels;

/// <summary>The pseudo-mask of an object-centric picture.</summary>
/// <param name="Image">Relative to the data set's folder.</param>
/// <param name="ClassName">Name of its folder, the text that was looked for.</param>
/// <param name="Mask">At the picture's size.</param>
/// <param name="Score">SAM's predicted IoU.</param>
public sealed record ObjectLabel(string Image, string ClassName, RunLengthMask Mask, double Score);

/// <summary>The candidates of one sentence: the pseudo-mask of each of its noun phrases.</summary>
/// <param name="Image">Relative to the data set's folder.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Candidates">One per noun phrase.</param>
public sealed record SentenceLabel(string Image, string Text, IReadOnlyList<PhraseMask> Candidates)
{
    /// <summary>Which sentences are about the same thing: number of the ref; none in labels of earlier versions.</summary>
    public long? Ref { get; init; }
}

/// <param name="Phrase">What was looked for.</param>
/// <param name="Mask">At the picture's size.</param>
/// <param name="Score">SAM's predicted IoU.</param>
public sealed record PhraseMask(string Phrase, RunLengthMask Mask, double Score);

/// <summary>Pseudo-labels on disk: <c>objects.jsonl</c> and <c>sentences.jsonl</c> in the label folder, one JSON object a line.</summary>
public static class LabelFiles
{
    /// <summary>The label folder inside a data set's folder.</summary>
    public const string Folder = "labels/ppt";

    public const string Objects = "objects.jsonl";

    public const string Sentences = "sentences.jsonl";

    /// <summary>Both files, relative to the data set's folder.</summary>
    public static string[] Lists => [Path.Combine(Folder, Objects), Path.Combine(Folder, Sentences)];

    /// <summary>Whether both have been made.</summary>
    public static bool AreThere(string dataDirectory) => Array.TrueForAll(Lists, list => File.Exists(Path.Combine(dataDirectory, list)));

    public static string Format(ObjectLabel label) => JsonSerializer.Serialize(new
    {
        image = label.Image,
        @class = label.ClassName,
        mask = RunLengthJson.Of(label.Mask),
        score = Math.Round(label.Score, 4),
    });

    public static string Format(SentenceLabel label) => JsonSerializer.Serialize(new
    {
        image = label.Image,
        text = label.Text,
        @ref = label.Ref,
        candidates = label.Candidates.Select(item => new
        {
            phrase = item.Phrase,
            mask = RunLengthJson.Of(item.Mask),
            score = Math.Round(item.Score, 4),
        }),
    });

    /// <exception cref="FileNotFoundException">The labels have not been made.</exception>
    public static IReadOnlyList<ObjectLabel> ReadObjects(string dataDirectory) =>
        [.. Lines(dataDirectory, Objects).Select(line => new ObjectLabel(
            line.GetProperty("image").GetString()!,
            line.GetProperty("class").GetString()!,
            RunLengthJson.Read(line.GetProperty("mask")),
            line.GetProperty("score").GetDouble()))];

    /// <exception cref="FileNotFoundException">The labels have not been made.</exception>
    public static IReadOnlyList<SentenceLabel> ReadSentences(string dataDirectory) =>
        [.. Lines(dataDirectory, Sentences).Select(line => new SentenceLabel(
            line.GetProperty("image").GetString()!,
            line.GetProperty("text").GetString()!,
            [.. line.GetProperty("candidates").EnumerateArray().Select(item => new PhraseMask(
                item.GetProperty("phrase").GetString()!, RunLengthJson.Read(item.GetProperty("mask")), item.GetProperty("score").GetDouble()))])
        {
            Ref = line.TryGetProperty("ref", out JsonElement number) && number.ValueKind == JsonValueKind.Number ? number.GetInt64() : null,
        })];

    private static IEnumerable<JsonElement> Lines(string dataDirectory, string name) =>
        ResumableLines.Read(MadeFile.Existing(Path.Combine(dataDirectory, Folder, name), $"label ppt --data {dataDirectory}"));
}
