using Referent.Data.Text;
using Referent.Imaging;
using Referent.Models.Clip;
using Referent.Models.Localisation;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.Prompting;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent;

/// <summary>
/// The parts of a preset that one method needs, loaded, and CLIP where the preset tells which pictures it knows; the others are not even read.
/// </summary>
internal sealed class MethodModels : IDisposable
{
    private readonly List<WeightStore> _stores = [];
    private readonly DType _matrices;
    private PictureDomain? _domain;
    private Tensor? _centre;
    private double _similarityBelow;

    private MethodModels(PresetFolder folder, SegmentationMethod method, SegmenterOptions options, Device device)
    {
        _matrices = options.BFloat16 ? DType.BFloat16 : DType.Float32;
        try
        {
            Sam = method is SegmentationMethod.Tris or SegmentationMethod.ClipEs ? null : LoadSam(folder, method, device);
            Prompter = method switch
            {
                SegmentationMethod.Ppt => LoadGenerator(folder, device),
                SegmentationMethod.ClipSam when options.Localiser == LocaliserKind.Surgery => LoadSurgery(folder, device),
                SegmentationMethod.ClipSam => LoadClipEs(folder, method, ClipEsAnswer.Points, device),
                SegmentationMethod.ClipEs => LoadClipEs(folder, method, options.Crf ? ClipEsAnswer.CrfMask : ClipEsAnswer.Mask, device),
                SegmentationMethod.Tris or SegmentationMethod.TrisSam => LoadTris(folder, method, options, device),
                _ => null,
            };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>None for a method whose map is the mask.</summary>
    public SamPredictor? Sam { get; }

    /// <summary>None for the oracle.</summary>
    public IPhrasePrompter? Prompter { get; }

    /// <summary>Whether a picture is like those that the weights know; always true where the preset does not tell.</summary>
    public bool IsFamiliar(RgbImage picture) => _centre is null || _domain!.Similarity(picture, _centre) >= _similarityBelow;

    /// <param name="options">The localiser is named.</param>
    /// <exception cref="PresetException">The preset lacks a part, or a file is missing or damaged.</exception>
    public static MethodModels Load(PresetFolder folder, SegmentationMethod method, SegmenterOptions options, Device device)
    {
        try
        {
            return new MethodModels(folder, method, options, device);
        }
        catch (Exception fault) when (fault is WeightFormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new PresetException($"Preset '{folder.Preset.Name}' in {folder.FullPath} cannot be loaded: {fault.Message}", fault);
        }
    }

    public void Dispose()
    {
        Prompter?.Dispose();
        _centre?.Dispose();
        _stores.ForEach(store => store.Dispose());
    }

    private SamPredictor LoadSam(PresetFolder folder, SegmentationMethod method, Device device)
    {
        SamPart part = Needed(folder, method, folder.Preset.Sam, "sam");
        return new SamPredictor(Keep(SamModel.Load(folder.Verify(part.Weights), device: device, matrices: _matrices)), device);
    }

    private SurgeryPrompter LoadSurgery(PresetFolder folder, Device device)
    {
        LocaliserPart localiser = Needed(folder, SegmentationMethod.ClipSam, folder.Preset.Localiser, "localiser");
        (ClipModel clip, PhraseEncoder phrases) = LoadClip(folder, SegmentationMethod.ClipSam, localiser.Templates, device);
        return new SurgeryPrompter(new SurgeryLocaliser(clip.Vision, localiser.ImageSize, localiser.Blocks, localiser.Tiles, device), phrases);
    }

    private ClipEsPrompter LoadClipEs(PresetFolder folder, SegmentationMethod method, ClipEsAnswer answer, Device device)
    {
        ClipEsPart part = folder.Preset.ClipEs ?? new ClipEsPart();
        (ClipModel clip, PhraseEncoder phrases) = LoadClip(folder, method, part.Templates ?? ClipEsPart.PublishedTemplates, device);
        ClipEsOptions options = new() { LongSide = part.ImageSize, AttentionBlocks = part.Blocks, BoxThreshold = part.BoxThreshold };
        ClipEsTexts texts = new(phrases, part.Backgrounds ?? BackgroundWords.All);
        return new ClipEsPrompter(ClipEsLocaliser.Of(clip, options, device), texts, answer, part.MaskThreshold);
    }

    private TrisPrompter LoadTris(PresetFolder folder, SegmentationMethod method, SegmenterOptions options, Device device)
    {
        TrisPart part = Needed(folder, method, folder.Preset.Tris, "tris");
        BpeVocabulary vocabulary = BpeVocabulary.Load(folder.Verify(part.Vocabulary));
        ITrisNetwork network = part.Stage2 is { } second
            ? new TrisNetwork2(Keep(TrisStage2.Load(folder.Verify(second), device: device)))
            : new TrisNetwork1(Keep(TrisStage1.Load(folder.Verify(Needed(folder, method, part.Stage1, "tris.stage1")), device: device)));
        PresetFit.Check(vocabulary, network.Text);
        if (folder.Preset is { Domain: not null, Clip: { } clip })
        {
            ClipModel judge = Keep(ClipModel.Load(folder.Verify(clip.Weights), device: device, matrices: _matrices));
            LoadDomain(folder, judge, clip.ImageSize, device);
        }

        MapPrompt? asked = method == SegmentationMethod.TrisSam ? options.MapPrompt ?? MapPrompt.Points : null;
        return new TrisPrompter(network, new ClipTokenizer(vocabulary), part.ImageSize, part.TextLength, asked, options.AsReleased, device);
    }

    private GeneratorPrompter LoadGenerator(PresetFolder folder, Device device)
    {
        GeneratorPart part = Needed(folder, SegmentationMethod.Ppt, folder.Preset.Generator, "generator");
        (ClipModel clip, PhraseEncoder phrases) = LoadClip(folder, SegmentationMethod.Ppt, folder.Preset.Localiser?.Templates, device);
        StageExtractor stages = new(clip.Vision, part.Blocks, part.SurgeryBlocks, part.Tiles, part.Config.WriteBack);
        PointGenerator generator = Keep(WeightStore.Load(
            folder.Verify(part.Weights), weights => new PointGenerator(weights, part.Config, stages), device: device));
        return new GeneratorPrompter(stages, phrases, generator, folder.Preset.Clip!.ImageSize * part.Tiles, part, device);
    }

    private (ClipModel Model, PhraseEncoder Phrases) LoadClip(
        PresetFolder folder, SegmentationMethod method, IReadOnlyList<string>? templates, Device device)
    {
        ClipPart part = Needed(folder, method, folder.Preset.Clip, "clip");
        ClipModel clip = Keep(ClipModel.Load(folder.Verify(part.Weights), device: device, matrices: _matrices));
        BpeVocabulary vocabulary = BpeVocabulary.Load(folder.Verify(part.Vocabulary));
        PresetFit.Check(folder.Preset, clip.Config, vocabulary);
        LoadDomain(folder, clip, part.ImageSize, device);
        return (clip, new PhraseEncoder(new ClipTokenizer(vocabulary), clip, templates, device));
    }

    /// <param name="folder">Tells which pictures its weights know, or not.</param>
    /// <param name="clip">The preset's.</param>
    /// <param name="imageSize">CLIP's.</param>
    /// <param name="device">Where its weights are.</param>
    private void LoadDomain(PresetFolder folder, ClipModel clip, int imageSize, Device device)
    {
        if (folder.Preset.Domain is { } domain)
        {
            using SafetensorsFile file = SafetensorsFile.Open(folder.Verify(domain.Centre));
            using Tensor centre = file.Read(DomainPart.CentreName);
            (_domain, _centre, _similarityBelow) = (new PictureDomain(clip, imageSize, device), centre.To(device), domain.SimilarityBelow);
        }
    }

    private TModel Keep<TModel>((TModel Model, WeightStore Store) loaded)
    {
        _stores.Add(loaded.Store);
        return loaded.Model;
    }

    private static TPart Needed<TPart>(PresetFolder folder, SegmentationMethod method, TPart? part, string name)
        where TPart : class => part ?? throw new PresetException(
            $"The method {SegmentationMethods.NameOf(method)} needs the part '{name}', which preset '{folder.Preset.Name}' "
            + $"in {folder.FullPath} does not have; choose another method or preset.");
}
