using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Tris;

namespace Referent.Training;

/// <summary>Makes a preset of what training runs gave, or replaces parts of one.</summary>
public static class PresetAssembly
{
    /// <summary>
    /// Tiles of CLIP's own size along each side of the square the localiser looks at. Chosen: docs/results, localiser of the tiny preset.
    /// </summary>
    private const int LocaliserScale = 2;

    /// <summary>Blocks with two paths. Chosen: docs/results, localiser of the tiny preset.</summary>
    private const int LocaliserBlocks = 4;

    /// <param name="folder">The preset's folder; parts that are not given stay as they are there.</param>
    /// <param name="name">The preset's name.</param>
    /// <param name="clipRun">A run of <see cref="ClipTrainer"/>, or null.</param>
    /// <param name="samRun">A run of <see cref="SamTrainer"/>, or null.</param>
    /// <param name="pptRun">A run of <see cref="PptTrainer"/>, or null; trained on this preset's CLIP and SAM.</param>
    /// <param name="trisRun">
    /// A run of <see cref="TrisStage1Trainer"/>, or null; a second stage, which has learnt from another first one, goes.
    /// </param>
    /// <param name="trisStage2Run">A run of <see cref="TrisStage2Trainer"/>, or null; a first stage of other words or sizes goes.</param>
    /// <exception cref="TrainingException">A run is not complete.</exception>
    public static void Write(
        string folder, string name, string? clipRun, string? samRun, string? pptRun, string? trisRun = null, string? trisStage2Run = null)
    {
        Directory.CreateDirectory(folder);
        Preset preset = File.Exists(Path.Combine(folder, PresetFolder.FileName)) ? PresetFolder.Open(folder).Preset : new Preset { Name = name };
        if (clipRun is not null)
        {
            ClipTrainingConfig config = ConfigFile.Load<ClipTrainingConfig>(Path.Combine(clipRun, RunSession.ConfigName), []);
            PresetFile weights = TakeWeights(clipRun, folder, "clip.safetensors", name);
            File.Copy(FinalWeights.Finished(clipRun, ClipTrainer.VocabularyName), Path.Combine(folder, "vocabulary.txt"), overwrite: true);
            preset = preset with
            {
                Clip = new ClipPart(weights, PresetFile.Of(folder, "vocabulary.txt"), config.Model.ImageSize),
                Localiser = new LocaliserPart(
                    LocaliserKind.Surgery, config.Model.ImageSize * LocaliserScale, LocaliserBlocks, config.Templates, LocaliserScale),
            };
        }

        if (samRun is not null)
        {
            preset = preset with { Sam = new SamPart(TakeWeights(samRun, folder, "sam.safetensors", name)) };
        }

        if (trisRun is not null)
        {
            TrisStage1TrainingConfig config = ConfigFile.Load<TrisStage1TrainingConfig>(Path.Combine(trisRun, RunSession.ConfigName), []);
            PresetFile weights = TakeWeights(trisRun, folder, "tris-stage1.safetensors", name);
            preset = preset with { Tris = new TrisPart(TakeTrisVocabulary(trisRun, folder), config.ImageSize, config.TextLength, weights) };
        }

        if (trisStage2Run is not null)
        {
            TrisStage2TrainingConfig config = ConfigFile.Load<TrisStage2TrainingConfig>(Path.Combine(trisStage2Run, RunSession.ConfigName), []);
            PresetFile weights = TakeWeights(trisStage2Run, folder, "tris-stage2.safetensors", name);
            TrisPart part = new(TakeTrisVocabulary(trisStage2Run, folder), config.ImageSize, config.TextLength, Stage2: weights);
            bool together = preset.Tris is { } there && part == there with { Stage1 = null, Stage2 = weights };
            preset = preset with { Tris = together ? part with { Stage1 = preset.Tris!.Stage1 } : part };
        }

        PresetWriter.Write(folder, preset = preset with { Name = name, Domain = clipRun is null ? preset.Domain : null });
        if (pptRun is not null)
        {
            PptConfig config = ConfigFile.Load<PptConfig>(Path.Combine(pptRun, RunSession.ConfigName), []);
            PresetFile weights = TakeWeights(pptRun, folder, "generator.safetensors", name);
            using FrozenModels frozen = FrozenModels.Load(PresetFolder.Open(folder));
            int surgery = config.Model.SurgeryStage ? frozen.SurgeryBlocks : 0;
            GeneratorPart generator = new(
                weights,
                PptTrainer.SizesOf(config.Model, frozen),
                config.Model.Blocks,
                surgery,
                config.Model.Tiles,
                config.Prompting.Multimask);
            PresetWriter.Write(folder, preset with { Generator = generator });
        }
    }

    /// <summary>The vocabulary of a run of either stage of TRIS.</summary>
    private static PresetFile TakeTrisVocabulary(string run, string folder)
    {
        const string fileName = "tris-vocabulary.txt";
        File.Copy(FinalWeights.Finished(run, ClipTrainer.VocabularyName), Path.Combine(folder, fileName), overwrite: true);
        return PresetFile.Of(folder, fileName);
    }

    /// <summary>A run's weights with the preset's name among their facts.</summary>
    private static PresetFile TakeWeights(string run, string folder, string fileName, string preset)
    {
        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile file = SafetensorsFile.Open(FinalWeights.PathIn(run));
        SafetensorsWriter.Write(
            Path.Combine(folder, fileName),
            file.Header.Entries.Keys.ToDictionary(name => name, file.Read, StringComparer.Ordinal),
            new Dictionary<string, string>(file.Header.Metadata) { ["preset"] = preset });
        return PresetFile.Of(folder, fileName);
    }
}
