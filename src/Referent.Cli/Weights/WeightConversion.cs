using Referent.Models;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Cli.Weights;

/// <summary>What <c>models convert</c> does: safetensors under the official names, every number as it was.</summary>
internal static class WeightConversion
{
    /// <summary>Metadata key of the kind of model, where it is known.</summary>
    private const string ModelKey = "model";

    /// <returns>What was written, one line.</returns>
    /// <exception cref="WeightFormatException">The file holds no weights that can be read.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static string Run(string source, string target)
    {
        using WeightFile file = FoundationWeights.Open(source);
        string? kind = FoundationModel.KindOf(file);
        Dictionary<string, string> metadata = new(file.Metadata, StringComparer.Ordinal);
        if (kind is not null)
        {
            metadata[ModelKey] = kind;
        }

        using TensorScope scope = TensorScope.Begin();
        SafetensorsWriter.Write(target, file.Tensors.Keys.ToDictionary(name => name, file.Read, StringComparer.Ordinal), metadata);
        return $"{target}: {file.Tensors.Count} tensors of a {file.Form}, {kind ?? "of another model"}";
    }
}
