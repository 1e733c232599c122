using System.Globalization;
using Referent.Formats;
using Referent.Models;
using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Models.Tris;
using Referent.Torch.Weights;

namespace Referent.Cli.Weights;

/// <summary>What <c>models info</c> says of a file of weights.</summary>
internal static class WeightReport
{
    /// <summary>Faults that are listed; the rest is counted.</summary>
    private const int ShownFaults = 20;

    /// <returns>Whether the file can be loaded, as far as it is known what it holds.</returns>
    /// <exception cref="WeightFormatException">The file holds no weights that can be read.</exception>
    public static bool Write(string path, TextWriter output)
    {
        using WeightFile file = FoundationWeights.Open(path);
        Line(output, "file", path);
        Line(output, "form", $"{file.Form}, {FileLength.Of(path):N0} bytes");
        Line(output, "sha256", FileHash.Sha256(path));
        Line(output, "tensors", $"{file.Tensors.Count}: {Types(file)}");
        FoundationModel? model;
        try
        {
            model = FoundationModel.Recognise(file);
        }
        catch (WeightFormatException fault)
        {
            Line(output, "model", FoundationModel.KindOf(file)!);
            Line(output, "fault", fault.Message);
            return false;
        }

        if (model is null)
        {
            Line(output, "model", "neither CLIP nor SAM nor TRIS");
            Line(output, "scalars", $"{file.Tensors.Values.Sum(Count):N0}");
            return true;
        }

        Line(output, "model", $"{model.Kind} {model.Size ?? "of no published size"}");
        Line(output, "parameters", $"{model.Parameters:N0}");
        if (model.Tris is { } tris)
        {
            string prompt = tris.Prompt == PromptForm.AsPublished ? "of the paper" : "of the official program";
            Line(output, "places, texts", $"meet in {tris.Width} channels, prompt {prompt}");
        }

        foreach ((string key, string value) in model.Clip is { } clip ? Describe(clip) : Describe(model.Sam!))
        {
            Line(output, key, value);
        }

        foreach ((string key, string value) in file.Metadata.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            Line(output, $"metadata {key}", value.ReplaceLineEndings(" "));
        }

        if (model.Faults.Count == 0)
        {
            return true;
        }

        foreach (string fault in model.Faults.Take(ShownFaults).Append($"{model.Faults.Count} faults; this file cannot be loaded"))
        {
            Line(output, "fault", fault);
        }

        return false;
    }

    private static IEnumerable<(string Key, string Value)> Describe(ClipConfig config)
    {
        yield return ("image", config.Vision switch
        {
            ClipResNetConfig network =>
                $"{network.ImageSize} x {network.ImageSize} pixels, residual network of {string.Join("+", network.Blocks)} blocks, "
                + $"width {network.Width}, {network.Heads} heads",
            ClipVisionConfig tower =>
                $"{tower.ImageSize} x {tower.ImageSize} pixels, patches of {tower.PatchSize}, "
                + $"width {tower.Width}, {tower.Layers} layers, {tower.Heads} heads",
            _ => $"{config.Vision}",
        });
        ClipTextConfig text = config.Text;
        yield return ("text", $"{text.ContextLength} of {text.VocabularySize} tokens, width {text.Width}, {text.Layers} layers, {text.Heads} heads");
        yield return ("shared space", $"{config.EmbedDim}");
    }

    private static IEnumerable<(string Key, string Value)> Describe(SamConfig config)
    {
        yield return ("image", $"{config.ImageSize} x {config.ImageSize} pixels, patches of {config.PatchSize}");
        string global = string.Join(", ", config.GlobalBlocks);
        yield return ("encoder",
            $"width {config.EncoderWidth}, {config.Depth} layers, {config.EncoderHeads} heads, "
            + $"windows of {config.WindowSize}, whole pictures in blocks {global}");
        yield return ("decoder", $"{config.OutputChannels} channels, {config.DecoderHeads} heads");
    }

    private static string Types(WeightFile file) => string.Join(", ", file.Tensors.Values
        .GroupBy(tensor => tensor.DType)
        .OrderByDescending(group => group.Sum(Count))
        .Select(group => $"{group.Count()} {group.Key}"));

    private static long Count(TensorInfo tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);

    private static void Line(TextWriter output, string key, string value) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key,-14} {value}"));
}
