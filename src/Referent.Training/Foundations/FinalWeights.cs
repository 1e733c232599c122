using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Loop;

namespace Referent.Training.Foundations;

/// <summary>
/// The result of a run: <c>final.safetensors</c> in Float16, with facts that are equal between equal runs; the others lie beside it.
/// </summary>
public static class FinalWeights
{
    internal const string Name = "final.safetensors";

    /// <summary>The result of a complete run.</summary>
    /// <exception cref="TrainingException">The run is not complete.</exception>
    public static string PathIn(string run) => Finished(run, Name);

    /// <summary>The configuration of a complete run.</summary>
    /// <exception cref="TrainingException">The run is not complete.</exception>
    /// <exception cref="ConfigException">It is the configuration of another training.</exception>
    public static TConfig ConfigOf<TConfig>(string run)
        where TConfig : class, new()
    {
        _ = PathIn(run);
        string path = Path.Combine(run, RunSession.ConfigName);
        JsonObject given = ConfigFile.Read(path);
        try
        {
            return ConfigFile.Of<TConfig>(given, path);
        }
        catch (ConfigException fault)
        {
            throw new ConfigException($"{run} is a run of another training, or of another version: {fault.Message}", fault);
        }
    }

    /// <summary>A file that a complete run has.</summary>
    /// <exception cref="TrainingException">The run is not complete.</exception>
    internal static string Finished(string run, string name)
    {
        string path = Path.Combine(run, name);
        return File.Exists(path) ? path : throw new TrainingException(File.Exists(Path.Combine(run, RunSession.ConfigName))
            ? $"{path} is missing: the run is not complete; go on with it with --resume."
            : $"{run} is no folder of a training run.");
    }

    /// <param name="folder">The run directory.</param>
    /// <param name="model">What the weights are of.</param>
    /// <param name="weights">Borrowed.</param>
    /// <param name="resolvedConfig">Its hash is stored.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="data">The data set's folder, and the files in it that name all the run has learnt from.</param>
    /// <param name="facts">What a reader must know beside names and shapes.</param>
    internal static void Write(
        string folder,
        string model,
        WeightStore weights,
        string resolvedConfig,
        long seed,
        (string Folder, string[] Lists) data,
        params ReadOnlySpan<(string Key, string Value)> facts)
    {
        using TensorScope scope = TensorScope.Begin();
        using NoGrad noGrad = NoGrad.Begin();
        Dictionary<string, Tensor> halves = weights.Tensors.ToDictionary(
            pair => pair.Key, pair => pair.Value.DType == DType.Float32 ? pair.Value.To(DType.Float16) : pair.Value, StringComparer.Ordinal);
        Dictionary<string, string> metadata = new()
        {
            ["model"] = model,
            ["config"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resolvedConfig))),
            ["seed"] = seed.ToString(),
            ["data"] = Provenance.Fingerprint(data.Lists.Select(list => Path.Combine(data.Folder, list))),
        };
        foreach ((string key, string value) in facts)
        {
            metadata[key] = value;
        }

        Provenance.Write(folder, data.Folder);
        SafetensorsWriter.Write(Path.Combine(folder, Name), halves, metadata);
    }
}
