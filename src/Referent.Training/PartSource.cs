using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;

namespace Referent.Training;

/// <summary>A complete run, or a preset, from which another preset takes a part.</summary>
/// <param name="source">The run's folder, or the preset's name or folder.</param>
/// <param name="folder">Of the preset that takes.</param>
/// <param name="name">Of the preset that takes.</param>
internal sealed class PartSource(string source, string folder, string name)
{
    private readonly PresetFolder? _preset = PresetFolder.Find(source) is null ? null : PresetFolder.Open(source);

    /// <summary>The preset that the source is; null for a run.</summary>
    public Preset? Preset => _preset?.Preset;

    /// <summary>The configuration of the run that the source is.</summary>
    public TConfig Config<TConfig>()
        where TConfig : class, new() => ConfigFile.Load<TConfig>(Path.Combine(source, RunSession.ConfigName), []);

    /// <summary>A run's weights with the taking preset's name among their facts, or a preset's as they are.</summary>
    /// <param name="part">Name of the file to be, without its ending.</param>
    /// <param name="file">What <see cref="Preset"/> has for it.</param>
    /// <exception cref="TrainingException">The run is not complete.</exception>
    /// <exception cref="PresetException">The preset has no such part, or a file of it is not the one that it names.</exception>
    public PresetFile TakeWeights(string part, PresetFile? file)
    {
        if (_preset is not null)
        {
            return Copy(_preset, file, part);
        }

        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile weights = SafetensorsFile.Open(FinalWeights.PathIn(source));
        string target = $"{part}.safetensors";
        SafetensorsWriter.Write(
            Path.Combine(folder, target),
            weights.Header.Entries.Keys.ToDictionary(key => key, weights.Read, StringComparer.Ordinal),
            new Dictionary<string, string>(weights.Header.Metadata) { ["preset"] = name });
        return PresetFile.Of(folder, target);
    }

    /// <summary>The words that the weights know.</summary>
    /// <exception cref="TrainingException">As <see cref="TakeWeights"/>.</exception>
    /// <exception cref="PresetException">As <see cref="TakeWeights"/>.</exception>
    public PresetFile TakeVocabulary(string part, PresetFile? file)
    {
        if (_preset is not null)
        {
            return Copy(_preset, file, part);
        }

        string target = $"{part}.txt";
        File.Copy(FinalWeights.Finished(source, ClipTrainer.VocabularyName), Path.Combine(folder, target), overwrite: true);
        return PresetFile.Of(folder, target);
    }

    private PresetFile Copy(PresetFolder preset, PresetFile? file, string part)
    {
        if (file is null)
        {
            throw new PresetException($"Preset '{preset.Preset.Name}' in {preset.FullPath} has no '{part}' to take.");
        }

        string target = $"{part}{Path.GetExtension(file.File)}";
        string from = preset.Verify(file), to = Path.GetFullPath(Path.Combine(folder, target));
        if (Path.GetFullPath(from) != to)
        {
            File.Copy(from, to, overwrite: true);
        }

        return file with { File = target };
    }
}
