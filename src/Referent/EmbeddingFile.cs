using System.Globalization;
using Referent.Imaging.Geometry;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent;

/// <summary>
/// An embedded picture on disk: safetensors with SAM's embedding where the method needs it, what the method remembers beside it, and in the
/// metadata the picture's size and who made it, since nothing else can read it.
/// </summary>
internal static class EmbeddingFile
{
    private const string Kind = "referent-embedding";
    private const string SamName = "sam";
    private const string FeaturePrefix = "feature";

    public static void Write(string path, EmbeddedImage image)
    {
        Dictionary<string, Tensor> tensors = new(StringComparer.Ordinal);
        if (image.Sam is { } sam)
        {
            tensors[SamName] = sam.Embedding;
        }

        for (int i = 0; i < image.Features.Count; i++)
        {
            tensors[$"{FeaturePrefix}{i}"] = image.Features[i];
        }

        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            ["kind"] = Kind,
            ["maker"] = MakerOf(image.Owner),
            ["height"] = image.Size.Height.ToString(CultureInfo.InvariantCulture),
            ["width"] = image.Size.Width.ToString(CultureInfo.InvariantCulture),
            ["familiar"] = image.IsFamiliar ? "true" : "false",
        });
    }

    /// <exception cref="WeightFormatException">The file is damaged, holds no embedded picture, or one of another preset or method.</exception>
    public static EmbeddedImage Read(string path, Segmenter owner, SamPredictor? sam, Device device)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("kind") != Kind || (sam is not null && !file.Tensors.ContainsKey(SamName))
            || !int.TryParse(file.Metadata.GetValueOrDefault("height"), NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            || !int.TryParse(file.Metadata.GetValueOrDefault("width"), NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            || height < 1 || width < 1)
        {
            throw new WeightFormatException($"{path} holds no embedded picture.");
        }

        if (file.Metadata.GetValueOrDefault("maker") != MakerOf(owner))
        {
            throw new WeightFormatException(
                $"{path} was embedded by another preset or method than '{owner.Preset.Name}' with {owner.Variant}; embed the picture again.");
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor? embedding = sam is null ? null : Load(file, SamName, device);
        List<Tensor> features = [];
        for (string name = $"{FeaturePrefix}0"; file.Tensors.ContainsKey(name); name = $"{FeaturePrefix}{features.Count}")
        {
            features.Add(Load(file, name, device));
        }

        ImageSize size = new(height, width);
        SamImage? image = embedding is null ? null : sam!.Restore(embedding, size);
        foreach (Tensor kept in embedding is null ? features : [.. features, embedding])
        {
            _ = scope.Keep(kept);
        }

        return new EmbeddedImage(owner, size, image, features, file.Metadata.GetValueOrDefault("familiar") != "false", TimeSpan.Zero);
    }

    private static string MakerOf(Segmenter segmenter) => $"{segmenter.Preset.Fingerprint()} {segmenter.Variant}";

    private static Tensor Load(SafetensorsFile file, string name, Device device) => device.IsCuda ? file.Read(name).To(device) : file.Read(name);
}
