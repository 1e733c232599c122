using System.Text.Json;
using System.Text.Json.Serialization;
using Referent.Evaluation;
using Referent.Formats;
using Referent.Presets;
using Referent.Training.Loop;

namespace Referent.Cli.Ablating;

/// <summary>
/// What the reports of a table answer, noted beside them, so that rows of other questions, or of other frozen models, are never mixed into one table.
/// </summary>
/// <param name="Dataset">With the split's maker, as people read it.</param>
/// <param name="Split">The split's name.</param>
/// <param name="Limit">Pictures at most; null for all.</param>
/// <param name="Data">
/// SHA-256 of the split's sentences, pictures' names and sizes, and boxes; not of pixels and masks, which would take minutes.
/// </param>
/// <param name="Frozen">The preset's <see cref="Preset.FrozenFingerprint"/>; null in notes of earlier versions.</param>
internal sealed partial record AskedQuestions(string Dataset, string Split, int? Limit, string Data, string? Frozen = null)
{
    /// <summary>The file in the table's folder.</summary>
    public const string FileName = "questions.json";

    /// <param name="source">The questions.</param>
    /// <param name="preset">Whose models are frozen.</param>
    /// <exception cref="ArgumentException">No such split.</exception>
    public static AskedQuestions Of(QuestionSource source, Preset preset) => new(
        $"{source.Dataset.Files.Dataset} ({source.Dataset.Files.SplitBy})",
        source.Split,
        source.Limit,
        PredictionOrigin.HashOf(source.Dataset, source.Split),
        preset.FrozenFingerprint());

    /// <summary>Notes the questions in a folder where none are noted, reports or not: folders were made before there was a note.</summary>
    /// <exception cref="RunDirectoryException">Others are noted there; the message says what differs and what to do.</exception>
    /// <exception cref="InvalidDataException">The note is damaged.</exception>
    public void Claim(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(folder);
            WholeFile.WriteText(path, JsonSerializer.Serialize(this, Json.Default.AskedQuestions) + "\n");
            return;
        }

        AskedQuestions there = Read(path);
        string? differences = OriginDifferences.Between(
            ("dataset", there.Dataset, Dataset),
            ("split", there.Split, Split),
            ("limit", Shown(there.Limit), Shown(Limit)),
            ("data", OriginDifferences.Shown(there.Data), OriginDifferences.Shown(Data)),
            ("frozen models", OriginDifferences.Shown(there.Frozen ?? Frozen!), OriginDifferences.Shown(Frozen!)));
        if (differences is not null)
        {
            throw new RunDirectoryException(
                $"The reports in {folder} answer other questions: {differences}. Go on with what {path} says, or name another --out.");
        }
    }

    private static AskedQuestions Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Default.AskedQuestions) ?? throw new JsonException("expected an object.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} does not tell what the reports beside it answer: {fault.Message}");
        }
    }

    private static string Shown(int? limit) => limit is { } pictures ? $"{pictures} pictures" : "none";

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true)]
    [JsonSerializable(typeof(AskedQuestions))]
    private sealed partial class Json : JsonSerializerContext;
}
