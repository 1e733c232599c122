using Referent.Data.Text;
using Referent.Presets;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;

namespace Referent.Training.Tris.Labels;

/// <summary>The first stage that maps are made by, and the preset whose CLIP selects among them.</summary>
/// <param name="Weights">Of the first stage.</param>
/// <param name="Vocabulary">Its own.</param>
/// <param name="Preset">Of the judge.</param>
/// <param name="ImageSize">Side of the square that pictures are stretched to.</param>
/// <param name="TextLength">Ids of a text.</param>
/// <param name="TextCut">What becomes of longer texts, for the judge too.</param>
/// <param name="Data">What it has learnt from; null where nothing tells.</param>
public sealed record MapSource(string Weights, string Vocabulary, PresetFolder Preset, int ImageSize, int TextLength, TextCut TextCut, TrisData? Data)
{
    /// <summary>The first stage of a preset, judged by the CLIP of the same.</summary>
    /// <param name="preset">Name or folder.</param>
    /// <param name="textCut">What becomes of long texts.</param>
    /// <exception cref="PresetException">It has none, or a file is missing or damaged.</exception>
    public static MapSource OfPreset(string preset, TextCut textCut = TextCut.KeepEnd)
    {
        PresetFolder folder = PresetFolder.Open(preset);
        return folder.Preset.Tris is { Stage1: { } weights } part
            ? new MapSource(
                folder.Verify(weights),
                folder.Verify(part.Vocabulary),
                folder,
                part.ImageSize,
                part.TextLength,
                textCut,
                Data: null)
            : throw new PresetException(
                $"Preset '{folder.Preset.Name}' in {folder.FullPath} has no first stage of TRIS; "
                + "name another preset or a run of train tris-stage1.");
    }

    /// <summary>The result of a run of <see cref="TrisStage1Trainer"/>.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="preset">Of the judge; null for the one that judged in training.</param>
    /// <exception cref="TrainingException">The run is not complete.</exception>
    /// <exception cref="ConfigException">It is a run of another training.</exception>
    /// <exception cref="PresetException">There is no such preset.</exception>
    public static MapSource OfRun(string run, string? preset = null)
    {
        TrisStage1TrainingConfig config = FinalWeights.ConfigOf<TrisStage1TrainingConfig>(run);
        return new MapSource(
            FinalWeights.PathIn(run),
            Path.Combine(run, ClipTrainer.VocabularyName),
            PresetFolder.Open(preset ?? config.Preset),
            config.ImageSize,
            config.TextLength,
            config.TextCut,
            config.Data);
    }
}
