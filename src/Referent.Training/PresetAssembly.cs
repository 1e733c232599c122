using Referent.Models;
using Referent.Models.Clip;
using Referent.Presets;
using Referent.Torch.Weights;
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
    /// <param name="folder">The preset's folder; parts without a source stay as they are there, unless they have learnt with a part that goes.</param>
    /// <param name="name">The preset's name.</param>
    /// <param name="sources">Of the parts that are made or replaced.</param>
    /// <exception cref="TrainingException">A run is not complete, or of another model.</exception>
    /// <exception cref="PresetException">A preset cannot be used, has no such part, or TRIS's stages do not belong together.</exception>
    public static Preset Write(string folder, string name, PresetSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        PresetFolder? earlier = File.Exists(Path.Combine(folder, PresetFolder.FileName)) ? PresetFolder.Open(Path.GetFullPath(folder)) : null;
        using NewPresetFiles files = new(folder, earlier, name);
        Preset made = WithFoundations(earlier?.Preset ?? new Preset { Name = name }, sources, files) with { Name = name };
        if (sources is not { TrisStage1: null, TrisStage2: null })
        {
            TrisPart? first = sources.TrisStage1 is { } stage1 ? StageOf(new PartSource(stage1, files), isFirst: true) : null;
            TrisPart? second = sources.TrisStage2 is { } stage2 ? StageOf(new PartSource(stage2, files), isFirst: false) : null;
            made = made with { Tris = Together(earlier?.Preset.Tris, first, second) };
        }

        if (sources.Ppt is { } ppt)
        {
            made = made with { Generator = GeneratorOf(made, new PartSource(ppt, files), files) };
        }

        files.Install(made);
        return made;
    }

    /// <summary>With another CLIP or SAM, a generator that has learnt with the earlier ones goes.</summary>
    private static Preset WithFoundations(Preset preset, PresetSources sources, NewPresetFiles files)
    {
        if (sources.Clip is { } clip)
        {
            preset = WithClip(preset, new PartSource(clip, files)) with { Generator = null };
        }

        if (sources.Sam is { } sam)
        {
            PartSource source = new(sam, files);
            preset = preset with { Sam = new SamPart(source.TakeWeights("sam", source.Preset?.Sam?.Weights, "sam")), Generator = null };
        }

        return preset;
    }

    private static Preset WithClip(Preset preset, PartSource source)
    {
        ClipPart? there = source.Preset?.Clip;
        PresetFile weights = source.TakeWeights("clip", there?.Weights, "clip");
        PresetFile vocabulary = source.TakeVocabulary("vocabulary", there?.Vocabulary);
        if (source.Preset is { } other)
        {
            return preset with
            {
                Clip = there! with { Weights = weights, Vocabulary = vocabulary },
                Localiser = other.Localiser,
                ClipEs = other.ClipEs,
                Domain = other.Domain is { } domain ? domain with { Centre = source.TakeWeights("domain", domain.Centre, model: null) } : null,
            };
        }

        ClipTrainingConfig config = source.Config<ClipTrainingConfig>();
        return preset with
        {
            Clip = new ClipPart(weights, vocabulary, config.Model.ImageSize),
            Localiser = new LocaliserPart(
                LocaliserKind.Surgery, config.Model.ImageSize * LocaliserScale, LocaliserBlocks, config.Templates, LocaliserScale),
            ClipEs = null,
            Domain = null,
        };
    }

    private static TrisPart StageOf(PartSource source, bool isFirst)
    {
        TrisPart? there = source.Preset?.Tris;
        string name = isFirst ? "tris-stage1" : "tris-stage2";
        PresetFile weights = source.TakeWeights(name, isFirst ? there?.Stage1 : there?.Stage2, name);
        PresetFile vocabulary = source.TakeVocabulary("tris-vocabulary", there?.Vocabulary);
        (int imageSize, int textLength) = there is not null ? (there.ImageSize, there.TextLength)
            : isFirst ? source.Config<TrisStage1TrainingConfig>() is var first ? (first.ImageSize, first.TextLength) : default
            : source.Config<TrisStage2TrainingConfig>() is var second ? (second.ImageSize, second.TextLength) : default;
        return new TrisPart(vocabulary, imageSize, textLength, isFirst ? weights : null, isFirst ? null : weights);
    }

    /// <param name="there">What the preset has.</param>
    /// <param name="first">A new first stage; the second one that is there goes, since it has learnt from another.</param>
    /// <param name="second">A new second stage; a first one of other words or sizes that is there goes.</param>
    /// <exception cref="PresetException">Both are given and do not belong together.</exception>
    private static TrisPart Together(TrisPart? there, TrisPart? first, TrisPart? second)
    {
        if (second is null)
        {
            return first!;
        }

        TrisPart? other = first ?? there;
        if (other is not null && (other.Vocabulary.Sha256, other.ImageSize, other.TextLength) == (second.Vocabulary.Sha256, second.ImageSize, second.TextLength))
        {
            return second with { Stage1 = other.Stage1 };
        }

        return first is null ? second : throw new PresetException(
            $"The first stage of TRIS takes pictures of {first.ImageSize} pixels and texts of {first.TextLength} ids, the second of "
            + $"{second.ImageSize} and {second.TextLength}, or their vocabularies differ: a preset has one of each; give one stage.");
    }

    private static GeneratorPart GeneratorOf(Preset preset, PartSource run, NewPresetFiles files)
    {
        if (preset is not { Clip: { } clip, Localiser: { } localiser, Sam: not null })
        {
            throw new PresetException(
                $"A generator works with the parts clip, localiser and sam that it has learnt with; '{files.PresetName}' has "
                + $"{(preset.PartNames() is { Count: > 0 } names ? string.Join(", ", names) : "none")}; "
                + "give the preset it was trained with, too: --clip PRESET --sam PRESET.");
        }

        PptConfig config = run.Config<PptConfig>();
        PresetFile weights = run.TakeWeights("generator", file: null, model: null);
        using WeightFile clipWeights = FoundationWeights.Open(files.PathOf(clip.Weights));
        return new GeneratorPart(
            weights,
            PptTrainer.SizesOf(config.Model, ClipConfig.Infer(clipWeights.Shapes()), localiser.Blocks),
            config.Model.Blocks,
            config.Model.SurgeryStage ? localiser.Blocks : 0,
            config.Model.Tiles,
            config.Prompting.Multimask);
    }
}
