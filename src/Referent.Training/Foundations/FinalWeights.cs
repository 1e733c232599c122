using System.Security.Cryptography;
using System.Text;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Training.Foundations;

/// <summary>The result of a run: <c>final.safetensors</c> in Float16, with facts that are equal between equal runs.</summary>
internal static class FinalWeights
{
    public const string Name = "final.safetensors";

    public static void Write(string folder, string model, WeightStore weights, string resolvedConfig, long seed)
    {
        using TensorScope scope = TensorScope.Begin();
        using NoGrad noGrad = NoGrad.Begin();
        Dictionary<string, Tensor> halves = weights.Tensors.ToDictionary(
            pair => pair.Key, pair => pair.Value.DType == DType.Float32 ? pair.Value.To(DType.Float16) : pair.Value, StringComparer.Ordinal);
        SafetensorsWriter.Write(Path.Combine(folder, Name), halves, new Dictionary<string, string>
        {
            ["model"] = model,
            ["config"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resolvedConfig))),
            ["seed"] = seed.ToString(),
        });
    }
}
