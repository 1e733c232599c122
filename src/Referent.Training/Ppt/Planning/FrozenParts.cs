using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Ppt.Planning;

/// <summary>
/// The parts of the frozen models that a step needs: a preset's, or random weights of the sizes of CLIP ViT-B/16 and SAM ViT-B where the
/// preset for photographs has not been fetched yet.
/// </summary>
public sealed class FrozenParts : IDisposable
{
    /// <summary>What the random weights stand for.</summary>
    public const string RandomName = "CLIP ViT-B/16 and SAM ViT-B (random weights: the preset is not here)";

    /// <summary>The preset of the published models.</summary>
    private const string Published = "base";

    /// <summary>Any: neither time nor memory depends on the values.</summary>
    private const ulong Seed = 1;

    private readonly IDisposable[] _owned;

    private FrozenParts(StageExtractor tower, SamModel sam, FeatureShape shape, GeneratorConfig sizes, long bytes, params IDisposable[] owned) =>
        (Tower, Sam, Shape, Sizes, Bytes, _owned) = (tower, sam, shape, sizes, bytes, owned);

    public StageExtractor Tower { get; }

    public SamModel Sam { get; }

    /// <summary>Of the frozen features of a picture.</summary>
    public FeatureShape Shape { get; }

    /// <summary>Of the generator between them.</summary>
    public GeneratorConfig Sizes { get; }

    /// <summary>Of the weights of CLIP and SAM.</summary>
    public long Bytes { get; }

    /// <summary>Whether the weights are random.</summary>
    public bool IsRandom { get; private init; }

    /// <param name="config">Of the run.</param>
    /// <param name="device">Whose memory they go to.</param>
    /// <exception cref="PresetException">There is no such preset, and it is not the published one.</exception>
    public static FrozenParts Open(PptConfig config, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Preset == Published && PresetFolder.Find(Published) is null)
        {
            return Random(config.Model, ClipPresets.VitB16, SamConfig.VitB, device);
        }

        FrozenModels frozen = FrozenModels.Load(PresetFolder.Open(config.Preset), device);
        FeatureEncoder encoder = new(config.Model, frozen);
        return new FrozenParts(encoder.Tower, frozen.Sam, encoder.Shape, PptTrainer.SizesOf(config.Model, frozen), frozen.Bytes, frozen);
    }

    /// <summary>Random weights of some sizes.</summary>
    /// <param name="model">Of the run's configuration; its image size is CLIP's own or a multiple of a patch.</param>
    /// <param name="clip">Its image tower is a vision transformer.</param>
    /// <param name="sam">Of SAM.</param>
    /// <param name="device">Whose memory they go to.</param>
    public static FrozenParts Random(PptSizes model, ClipConfig clip, SamConfig sam, Device device)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(sam);
        model.Validate(surgeryBlocks: clip.Vision is ClipVisionConfig ? 1 : 0);
        var vision = (ClipVisionConfig)clip.Vision;
        WeightStore clipStore = WeightStore.Initialise(Seed, device, trainable: false);
        WeightStore samStore = WeightStore.Initialise(Seed, device, trainable: false);
        ClipModel towers = new(clipStore.Root, clip);
        SamModel decoder = new(samStore.Root, sam);
        int surgeryBlocks = model.SurgeryStage ? SurgeryImageEncoder.PublishedBlocks : 0;
        StageExtractor stages = new(towers.Vision, model.Blocks, surgeryBlocks, model.Tiles, model.WriteBack);
        FeatureShape shape = FeatureShape.Of(stages, model.Tiles * (model.ImageSize == 0 ? vision.ImageSize : model.ImageSize), sam, device);
        GeneratorConfig sizes = model.ToGeneratorConfig(vision.Width, clip.EmbedDim);
        long bytes = (clipStore.ParameterCount + samStore.ParameterCount) * sizeof(float);
        return new FrozenParts(stages, decoder, shape, sizes, bytes, clipStore, samStore) { IsRandom = true };
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }
}
