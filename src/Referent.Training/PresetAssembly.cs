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

    /// <summary>Makes the preset, or leaves what is there as it is where a source cannot be used.</summary>
    /// <param name="folder">The preset's folder; parts without a source stay as they are there.</param>
    /// <param name="name">The preset's name.</param>
    /// <param name="sources">Of the parts that are made or replaced.</param>
    /// <exception cref="TrainingException">A run is not complete.</exception>
    /// <exception cref="PresetException">A preset cannot be used, has no such part, or TRIS's stages do not belong together.</exception>
    public static Preset Write(string folder, string name, PresetSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        Preset preset = File.Exists(Path.Combine(folder, PresetFolder.FileName)) ? PresetFolder.Open(folder).Preset : new Preset { Name = name };
        using NewPresetFiles files = new(folder, name);
        if (sources.Clip is { } clip)
        {
            preset = WithClip(preset, new PartSource(clip, files));
        }

        if (sources.Sam is { } sam)
        {
            PartSource source = new(sam, files);
            preset = preset with { Sam = new SamPart(source.TakeWeights("sam", source.Preset?.Sam?.Weights)) };
        }

        TrisPart? first = sources.TrisStage1 is { } stage1 ? Stage1Of(new PartSource(stage1, files)) : null;
        TrisPart? second = sources.TrisStage2 is { } stage2 ? Stage2Of(new PartSource(stage2, files)) : null;
        preset = preset with { Name = name, Tris = Together(preset.Tris, first, second) };

        if (sources.Ppt is not { } run)
        {
            return Finish(preset);
        }

        if (preset is not { Clip: not null, Localiser: not null, Sam: not null })
        {
            throw new PresetException($"A generator works with the CLIP and SAM that it has learnt with, which '{name}' does not have; give them, too.");
        }

        PartSource generator = new(run, files);
        PptConfig config = generator.Config<PptConfig>();
        PresetFile weights = generator.TakeWeights("generator", file: null);
        Finish(preset with { Generator = null });
        return Finish(preset with { Generator = GeneratorOf(config, weights, PresetFolder.Open(folder)) });

        Preset Finish(Preset made)
        {
            files.Install();
            Directory.CreateDirectory(folder);
            PresetWriter.Write(folder, made);
            return made;
        }
    }

    /// <summary>Stages that are given, else those that are there, as far as they have the words and sizes of those that are given.</summary>
    /// <exception cref="PresetException">Both are given and do not belong together.</exception>
    private static TrisPart? Together(TrisPart? there, TrisPart? first, TrisPart? second)
    {
        if (first is null && second is null)
        {
            return there;
        }

        if (second is null)
        {
            return first;                   // the second stage that is there has learnt from another first one
        }

        TrisPart? other = first ?? (there is null ? null : there with { Stage2 = null });
        bool alike = other is not null && other with { Stage1 = null } == second with { Stage2 = null };
        return alike ? second with { Stage1 = other!.Stage1 }
            : first is null ? second
            : throw new PresetException(
                $"The first stage of TRIS takes pictures of {first.ImageSize} pixels and texts of {first.TextLength} ids, the second of "
                + $"{second.ImageSize} and {second.TextLength}, or their vocabularies differ: a preset has one of each; give one stage.");
    }

    private static Preset WithClip(Preset preset, PartSource source)
    {
        ClipPart? there = source.Preset?.Clip;
        PresetFile weights = source.TakeWeights("clip", there?.Weights);
        PresetFile vocabulary = source.TakeVocabulary("vocabulary", there?.Vocabulary);
        if (source.Preset is { } other)
        {
            return preset with
            {
                Clip = there! with { Weights = weights, Vocabulary = vocabulary },
                Localiser = other.Localiser,
                ClipEs = other.ClipEs,
                Domain = other.Domain is { } domain ? domain with { Centre = source.TakeWeights("domain", domain.Centre) } : null,
            };
        }

        ClipTrainingConfig config = source.Config<ClipTrainingConfig>();
        return preset with
        {
            Domain = null,
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

    private static GeneratorPart GeneratorOf(PptConfig config, PresetFile weights, PresetFolder preset)
    {
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
