using Referent.Presets;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt;
using Referent.Training.Tris;

namespace Referent.Training;

/// <summary>Makes a preset of what training runs gave and of parts of other presets, or replaces parts of one.</summary>
public static class PresetAssembly
{
    /// <summary>
    /// Tiles of CLIP's own size along each side of the square the localiser looks at. Chosen: docs/results, localiser of the tiny preset.
    /// </summary>
    private const int LocaliserScale = 2;

    /// <summary>Blocks with two paths. Chosen: docs/results, localiser of the tiny preset.</summary>
    private const int LocaliserBlocks = 4;

    /// <param name="folder">The preset's folder; parts without a source stay as they are there.</param>
    /// <param name="name">The preset's name.</param>
    /// <param name="sources">Of the parts that are made or replaced.</param>
    /// <exception cref="TrainingException">A run is not complete.</exception>
    /// <exception cref="PresetException">A preset cannot be used, or has no such part.</exception>
    public static void Write(string folder, string name, PresetSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Directory.CreateDirectory(folder);
        Preset preset = File.Exists(Path.Combine(folder, PresetFolder.FileName)) ? PresetFolder.Open(folder).Preset : new Preset { Name = name };
        if (sources.Clip is { } clip)
        {
            preset = WithClip(preset, new PartSource(clip, folder, name));
        }

        if (sources.Sam is { } sam)
        {
            PartSource source = new(sam, folder, name);
            preset = preset with { Sam = new SamPart(source.TakeWeights("sam", source.Preset?.Sam?.Weights)) };
        }

        if (sources.TrisStage1 is { } first)
        {
            preset = preset with { Tris = Stage1Of(new PartSource(first, folder, name)) };
        }

        if (sources.TrisStage2 is { } second)
        {
            TrisPart part = Stage2Of(new PartSource(second, folder, name));
            bool together = preset.Tris is { } there && part == there with { Stage1 = null, Stage2 = part.Stage2 };
            preset = preset with { Tris = together ? part with { Stage1 = preset.Tris!.Stage1 } : part };
        }

        PresetWriter.Write(folder, preset = preset with { Name = name });
        if (sources.Ppt is { } ppt)
        {
            PresetWriter.Write(folder, preset with { Generator = GeneratorOf(new PartSource(ppt, folder, name), PresetFolder.Open(folder)) });
        }
    }

    private static Preset WithClip(Preset preset, PartSource source)
    {
        ClipPart? there = source.Preset?.Clip;
        PresetFile weights = source.TakeWeights("clip", there?.Weights);
        PresetFile vocabulary = source.TakeVocabulary("vocabulary", there?.Vocabulary);
        preset = preset with { Domain = null };
        if (there is not null)
        {
            ClipPart taken = there with { Weights = weights, Vocabulary = vocabulary };
            return preset with { Clip = taken, Localiser = source.Preset!.Localiser, ClipEs = source.Preset.ClipEs };
        }

        ClipTrainingConfig config = source.Config<ClipTrainingConfig>();
        return preset with
        {
            Clip = new ClipPart(weights, vocabulary, config.Model.ImageSize),
            Localiser = new LocaliserPart(
                LocaliserKind.Surgery, config.Model.ImageSize * LocaliserScale, LocaliserBlocks, config.Templates, LocaliserScale),
        };
    }

    private static TrisPart Stage1Of(PartSource source)
    {
        TrisPart? there = source.Preset?.Tris;
        PresetFile weights = source.TakeWeights("tris-stage1", there?.Stage1);
        PresetFile vocabulary = source.TakeVocabulary("tris-vocabulary", there?.Vocabulary);
        if (there is not null)
        {
            return there with { Vocabulary = vocabulary, Stage1 = weights, Stage2 = null };
        }

        TrisStage1TrainingConfig config = source.Config<TrisStage1TrainingConfig>();
        return new TrisPart(vocabulary, config.ImageSize, config.TextLength, Stage1: weights);
    }

    private static TrisPart Stage2Of(PartSource source)
    {
        TrisPart? there = source.Preset?.Tris;
        PresetFile weights = source.TakeWeights("tris-stage2", there?.Stage2);
        PresetFile vocabulary = source.TakeVocabulary("tris-vocabulary", there?.Vocabulary);
        if (there is not null)
        {
            return there with { Vocabulary = vocabulary, Stage1 = null, Stage2 = weights };
        }

        TrisStage2TrainingConfig config = source.Config<TrisStage2TrainingConfig>();
        return new TrisPart(vocabulary, config.ImageSize, config.TextLength, Stage2: weights);
    }

    private static GeneratorPart GeneratorOf(PartSource run, PresetFolder preset)
    {
        PptConfig config = run.Config<PptConfig>();
        PresetFile weights = run.TakeWeights("generator", file: null);
        using FrozenModels frozen = FrozenModels.Load(preset);
        return new GeneratorPart(
            weights,
            PptTrainer.SizesOf(config.Model, frozen),
            config.Model.Blocks,
            config.Model.SurgeryStage ? frozen.SurgeryBlocks : 0,
            config.Model.Tiles,
            config.Prompting.Multimask);
    }
}
