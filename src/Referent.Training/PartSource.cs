using Referent.Data.Text;
using Referent.Models;
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
        where TConfig : class, new() => FinalWeights.ConfigOf<TConfig>(source);

    /// <summary>A run's weights with the taking preset's name among their facts, or a preset's as they are.</summary>
    /// <param name="part">Name of the file to be, without its ending.</param>
    /// <param name="file">What <see cref="Preset"/> has for it.</param>
    /// <param name="model">What the weights must be of, as <see cref="FoundationModel.KindOf"/> names it; null for what it does not know.</param>
    /// <exception cref="TrainingException">The run is not complete, or of another model.</exception>
    /// <exception cref="PresetException">The preset has no such part, or a file of it is not the one that it names.</exception>
    public PresetFile TakeWeights(string part, PresetFile? file, string? model)
    {
        if (_preset is not null)
        {
            string there = Verify(_preset, file, part);
            return files.Add($"{part}{Path.GetExtension(there)}", path => File.Copy(there, path));
        }

        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile weights = SafetensorsFile.Open(FinalWeights.PathIn(source));
        if (FoundationModel.KindOf(weights) is var kind && kind != model)
        {
            throw new TrainingException($"{source} is no run that gives '{part}': its weights are of {kind ?? "another model"}.");
        }

        return files.Add($"{part}.safetensors", path => SafetensorsWriter.Write(
            path,
            weights.Header.Entries.Keys.ToDictionary(key => key, weights.Read, StringComparer.Ordinal),
            new Dictionary<string, string>(weights.Header.Metadata) { ["preset"] = files.PresetName }));
    }

    /// <summary>The words that the weights know, in one form, so that equal ones are equal files.</summary>
    /// <param name="part">Name of the file to be, without its ending.</param>
    /// <param name="file">What <see cref="Preset"/> has for it.</param>
    /// <exception cref="TrainingException">The run is not complete.</exception>
    /// <exception cref="PresetException">The preset has no such part, or the file is not the one that it names.</exception>
    public PresetFile TakeVocabulary(string part, PresetFile? file)
    {
        var vocabulary = BpeVocabulary.Load(_preset is null ? FinalWeights.Finished(source, ClipTrainer.VocabularyName) : Verify(_preset, file, part));
        return files.Add($"{part}.txt", vocabulary.Save);
    }

    private static string Verify(PresetFolder preset, PresetFile? file, string part) => file is null
        ? throw new PresetException($"Preset '{preset.Preset.Name}' in {preset.FullPath} has no '{part}' to take.")
        : preset.Verify(file);
}
