using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Referent.Data.Refer;
using Referent.Formats;

namespace Referent.Evaluation;

/// <summary>What made the predictions of a file, kept beside it: a run goes on only with its own.</summary>
/// <param name="Dataset">Dataset, split maker and split, as people read them.</param>
/// <param name="Data">SHA-256 of what was asked: every sentence of the split with its picture and object.</param>
/// <param name="Method">The method's name.</param>
/// <param name="Preset">The preset's name.</param>
/// <param name="Weights">SHA-256 of what the preset says, the hashes of its files among it.</param>
public sealed partial record PredictionOrigin(string Dataset, string Data, string Method, string Preset, string Weights)
{
    /// <summary>The file that tells where a file of predictions comes from.</summary>
    public static string PathFor(string predictions) => predictions + ".origin.json";

    /// <exception cref="ArgumentException">No such split.</exception>
    public static PredictionOrigin Of(ReferDataset dataset, string split, string method, string preset, string weights)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new PredictionOrigin($"{dataset.Files.Dataset} ({dataset.Files.SplitBy}) {split}", HashOf(dataset, split), method, preset, weights);
    }

    /// <summary>
    /// SHA-256, in hexadecimal digits, of what a split asks: every sentence with its picture's name and size, its object and the object's box.
    /// </summary>
    /// <exception cref="ArgumentException">No such split.</exception>
    public static string HashOf(ReferDataset dataset, string split)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Ref reference in dataset.InSplit(split))
        {
            ReferImage picture = dataset.Images[reference.ImageId];
            CocoBox box = dataset.Annotations[reference.AnnotationId].Box;
            Append($"{picture.FileName}\t{picture.Size.Height}\t{picture.Size.Width}\t");
            Append($"{reference.AnnotationId}\t{box.X}\t{box.Y}\t{box.Width}\t{box.Height}\n");
            foreach (ReferSentence sentence in reference.Sentences)
            {
                Append($"{sentence.Id}\t{sentence.Text}\n");
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(FormattableString line) => hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(line)));
    }

    /// <summary>Writes the file beside a file of predictions, as a whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteBeside(string predictions) =>
        WholeFile.WriteText(PathFor(predictions), JsonSerializer.Serialize(this, Json.Default.PredictionOrigin) + "\n");

    /// <summary>Makes sure that a file of predictions is from here.</summary>
    /// <exception cref="InvalidDataException">It is from elsewhere, or nothing tells; the message says what differs and what to do.</exception>
    public void CheckBeside(string predictions)
    {
        string path = PathFor(predictions);
        const string Advice = "Resume with the options of the run that wrote it, or name another file to begin anew.";
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{predictions} cannot be gone on with: {path}, which tells what made it, is not there. {Advice}");
        }

        PredictionOrigin there = Read(path);
        string? differences = OriginDifferences.Between(
            ("dataset", there.Dataset, Dataset),
            ("data", OriginDifferences.Shown(there.Data), OriginDifferences.Shown(Data)),
            ("method", there.Method, Method),
            ("preset", there.Preset, Preset),
            ("weights", OriginDifferences.Shown(there.Weights), OriginDifferences.Shown(Weights)));
        if (differences is not null)
        {
            throw new InvalidDataException($"{predictions} is from another run: {differences}. {Advice}");
        }
    }

    private static PredictionOrigin Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.Default.PredictionOrigin)
                ?? throw new JsonException("expected an object.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} does not tell what made the predictions beside it: {fault.Message}");
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true)]
    [JsonSerializable(typeof(PredictionOrigin))]
    private sealed partial class Json : JsonSerializerContext;
}
