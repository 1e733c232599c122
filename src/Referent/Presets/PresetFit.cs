using Referent.Data.Text;
using Referent.Models.Clip;
using Referent.Models.PointPrompting;

namespace Referent.Presets;

/// <summary>What <c>preset.json</c> says must fit the weights beside it; the hashes hold for who changes one and not the other.</summary>
internal static class PresetFit
{
    /// <param name="preset">With the part clip.</param>
    /// <param name="clip">Sizes of its weights.</param>
    /// <param name="vocabulary">Of its tokenizer.</param>
    /// <exception cref="InvalidDataException">They do not fit: all faults at once.</exception>
    public static void Check(Preset preset, ClipConfig clip, BpeVocabulary vocabulary)
    {
        if (clip.Vision is not ClipVisionConfig vision)
        {
            throw new InvalidDataException("the part clip sees with a residual network; a vision transformer is needed.");
        }

        (int patch, int layers) = (vision.PatchSize, vision.Layers);
        (bool Holds, string Rule)[] rules =
        [
            VocabularyRule(vocabulary, clip.Text),
            (preset.Clip!.ImageSize % patch == 0, $"clip.imageSize is a multiple of the patch size {patch}"),
            (preset.Localiser is not { } localiser || localiser.Blocks <= layers, $"localiser.blocks is at most {layers}, the blocks of the tower"),
            (
                preset.Localiser is not { } seen || (seen.Tiles > 0 && seen.ImageSize % (seen.Tiles * patch) == 0),
                $"localiser.imageSize is a multiple of localiser.tiles times {patch}"
            ),
            (preset.ClipEs is not { Blocks: { } blocks } || blocks <= layers, $"clipEs.blocks is at most {layers}"),
            (preset.ClipEs is not { } es || es.ImageSize >= patch, $"clipEs.imageSize is at least {patch}"),
            .. preset.Generator is { } generator ? GeneratorRules(generator, clip, vision) : [],
        ];
        Require(rules);
    }

    /// <exception cref="InvalidDataException">The encoder embeds another number of tokens than the vocabulary has.</exception>
    public static void Check(BpeVocabulary vocabulary, ClipTextConfig text) => Require([VocabularyRule(vocabulary, text)]);

    private static (bool Holds, string Rule) VocabularyRule(BpeVocabulary vocabulary, ClipTextConfig text) =>
    (
        vocabulary.Size == text.VocabularySize,
        $"the vocabulary has the {text.VocabularySize} tokens that the weights embed, not {vocabulary.Size}"
    );

    private static IEnumerable<(bool Holds, string Rule)> GeneratorRules(GeneratorPart generator, ClipConfig clip, ClipVisionConfig vision) =>
    [
        (generator.Config.VisionWidth == vision.Width, $"generator.config.visionWidth is {vision.Width}"),
        (generator.Config.EmbedDim == clip.EmbedDim, $"generator.config.embedDim is {clip.EmbedDim}"),
        (
            generator.Blocks.All(block => block >= 1 && block <= vision.Layers)
                && generator.Blocks.Zip(generator.Blocks.Skip(1)).All(pair => pair.First < pair.Second),
            $"generator.blocks ascend within 1 to {vision.Layers}"
        ),
        (generator.SurgeryBlocks >= 0 && generator.SurgeryBlocks <= vision.Layers, $"generator.surgeryBlocks is between 0 and {vision.Layers}"),
        (
            !generator.Config.WriteBack || StageExtractor.CanKeepTokens(generator.Blocks, generator.SurgeryBlocks, vision.Layers),
            "generator.config.writeBack wants the first of generator.blocks before the last generator.surgeryBlocks"
        ),
        (generator.Tiles > 0, "generator.tiles is at least 1"),
    ];

    private static void Require(IEnumerable<(bool Holds, string Rule)> rules)
    {
        string[] faults = [.. rules.Where(rule => !rule.Holds).Select(rule => rule.Rule)];
        if (faults.Length > 0)
        {
            throw new InvalidDataException($"its parts do not belong together; it must hold that: {string.Join("; ", faults)}.");
        }
    }
}
