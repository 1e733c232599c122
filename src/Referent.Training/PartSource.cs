using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;

namespace Referent.Training;

/// <summary>A complete run, or a preset, from which another preset takes a part.</summary>
/// <param name="source">The run's folder, or the preset's name or folder.</param>
/// <param name="files">Of the preset that takes.</param>
internal sealed class PartSource(string source, NewPresetFiles files)
{
    private readonly PresetFolder? _preset = PresetFolder.Find(source) is null ? null : PresetFolder.Open(source);

    /// <summary>The preset that the source is; null for a run.</summary>
    public Preset? Preset => _preset?.Preset;

    /// <summary>The configuration of the run that the source is.</summary>
    /// <exception cref="TrainingException">The run is not complete.</exception>
    /// <exception cref="ConfigException">It is the configuration of another training.</exception>
    public TConfig Config<TConfig>()
        where TConfig : class, new()
    {
        _ = FinalWeights.PathIn(source);
        return ConfigFile.Load<TConfig>(Path.Combine(source, RunSession.ConfigName), []);
    }

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
        return files.Add($"{part}.safetensors", path => SafetensorsWriter.Write(
            path,
            weights.Header.Entries.Keys.ToDictionary(key => key, weights.Read, StringComparer.Ordinal),
            new Dictionary<string, string>(weights.Header.Metadata) { ["preset"] = files.PresetName }));
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

        string vocabulary = FinalWeights.Finished(source, ClipTrainer.VocabularyName);
        return files.Add($"{part}.txt", path => File.Copy(vocabulary, path));
    }

    private PresetFile Copy(PresetFolder preset, PresetFile? file, string part)
    {
        if (file is null)
        {
            throw new PresetException($"Preset '{preset.Preset.Name}' in {preset.FullPath} has no '{part}' to take.");
        }

        string there = preset.Verify(file);
        return files.Add($"{part}{Path.GetExtension(file.File)}", path => File.Copy(there, path));
    }
}
