using Referent.Models.Clip;
using Referent.Models.Sam;
using Referent.Torch.Weights;

namespace Referent.Models;

/// <summary>Opens weights of CLIP, SAM and TRIS as they are published, under the official names whatever the file calls them.</summary>
public static class FoundationWeights
{
    /// <summary>Three numbers that OpenAI's archives hold beside the weights. Source: CLIP, model.py, build_model, which drops them too.</summary>
    private static readonly string[] ClipExtras = ["input_resolution", "context_length", "vocab_size"];

    /// <summary>
    /// Opens safetensors, <c>.pth</c> or <c>.pt</c>; names of Hugging Face's CLIPModel and SamModel become the official ones. A file of
    /// another model is opened as it is.
    /// </summary>
    /// <exception cref="WeightFormatException">The file is damaged, of another form, or asks for more than tensors.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static WeightFile Open(string path)
    {
        WeightFile file = WeightFile.Open(path);
        try
        {
            return WithoutExtras(HuggingFaceSam.Rename(HuggingFaceClip.Rename(file)));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static WeightFile WithoutExtras(WeightFile file)
    {
        bool hasExtras = file.Tensors.ContainsKey("text_projection") && ClipExtras.Any(file.Tensors.ContainsKey);
        return hasExtras
            ? new RenamedWeights(
                file,
                file.Tensors.Keys.Except(ClipExtras).ToDictionary(name => name, name => new WeightRecipe([name]), StringComparer.Ordinal))
            : file;
    }
}
