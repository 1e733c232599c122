using System.Text.Json;
using Referent.Formats;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run, in <c>checkpoints/STEP/</c>: <c>weights.safetensors</c>, <c>optimiser.safetensors</c> and
/// <c>checkpoint.json</c> with their hashes. Written to a temporary folder and renamed when complete; the newest valid one counts.
/// </summary>
public sealed class CheckpointStore(string runDirectory)
{
    /// <summary>Older checkpoints are removed. Chosen: one to resume from and one in case the disk damaged it.</summary>
    private const int Kept = 2;

    private const string Weights = "weights.safetensors";
    private const string Optimiser = "optimiser.safetensors";
    private const string Manifest = "checkpoint.json";
    private const string Unfinished = ".writing";

    private static readonly string[] Files = [Weights, Optimiser];

    private readonly string _folder = Path.Combine(runDirectory, "checkpoints");

    /// <param name="state">Position in the run: plain values that <see cref="LoadNewest"/> gives back.</param>
    public void Save(CheckpointState state, IReadOnlyDictionary<string, Tensor> weights, IReadOnlyDictionary<string, Tensor> optimiser)
    {
        ArgumentNullException.ThrowIfNull(state);
        Directory.CreateDirectory(_folder);
        string temporary = Path.Combine(_folder, Unfinished);
        Remove(temporary);
        Directory.CreateDirectory(temporary);
        SafetensorsWriter.Write(Path.Combine(temporary, Weights), weights);
        using (Tensor generator = TensorScope.Detach(TorchRuntime.GeneratorState(Device.Cpu)))
        {
            SafetensorsWriter.Write(Path.Combine(temporary, Optimiser), new Dictionary<string, Tensor>(optimiser) { ["generator"] = generator });
        }

        Dictionary<string, string> hashes = Files.ToDictionary(file => file, file => FileHash.Sha256(Path.Combine(temporary, file)));
        File.WriteAllText(Path.Combine(temporary, Manifest), JsonSerializer.Serialize(new ManifestContent(state, hashes)));
        string target = Path.Combine(_folder, state.Step.ToString("D9"));
        Remove(target);
        Directory.Move(temporary, target);
        foreach (string old in Complete().SkipLast(Kept))
        {
            Remove(old);
        }
    }

    /// <summary>The newest checkpoint whose files have the hashes they were written with; null where there is none.</summary>
    public LoadedCheckpoint? LoadNewest() => Complete().Reverse().Select(TryLoad).FirstOrDefault(loaded => loaded is not null);

    private static LoadedCheckpoint? TryLoad(string folder)
    {
        try
        {
            ManifestContent? manifest = JsonSerializer.Deserialize<ManifestContent>(File.ReadAllText(Path.Combine(folder, Manifest)));
            return manifest is { State: not null, Hashes: not null }
                && Files.All(file => manifest.Hashes.TryGetValue(file, out string? hash) && hash == FileHash.Sha256(Path.Combine(folder, file)))
                ? new LoadedCheckpoint(manifest.State, Read(Path.Combine(folder, Weights)), Read(Path.Combine(folder, Optimiser)))
                : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException or WeightFormatException)
        {
            return null;
        }
    }

    private static Dictionary<string, Tensor> Read(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Header.Entries.Keys.ToDictionary(name => name, name => TensorScope.Detach(file.Read(name)), StringComparer.Ordinal);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string[] Complete() => Directory.Exists(_folder)
        ? [.. Directory.EnumerateDirectories(_folder).Where(folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal)]
        : [];

    private sealed record ManifestContent(CheckpointState State, Dictionary<string, string> Hashes);
}

/// <summary>Where in the run a checkpoint was taken.</summary>
/// <param name="Stage">Index of the stage, from 0.</param>
/// <param name="Step">Steps taken over all stages.</param>
/// <param name="OptimiserSteps">Steps the optimiser has counted.</param>
public sealed record CheckpointState(int Stage, long Step, long OptimiserSteps);

/// <summary>A checkpoint in memory; it owns its tensors.</summary>
public sealed record LoadedCheckpoint(
    CheckpointState State, IReadOnlyDictionary<string, Tensor> Weights, IReadOnlyDictionary<string, Tensor> Optimiser) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor tensor in Weights.Values.Concat(Optimiser.Values))
        {
            tensor.Dispose();
        }
    }
}
