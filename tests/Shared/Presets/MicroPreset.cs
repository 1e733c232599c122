using Referent.Data.Text;
using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.Torch.Weights;

namespace Referent.TestSupport;

/// <summary>A preset of very small networks with random weights: everything works, nothing is understood.</summary>
internal static class MicroPreset
{
    private static readonly string[] Texts =
        ["the red apple on the left", "a green car in the middle", "a photo of the cat", "there is a picture that shows one dog", "the", "a"];

    private static readonly ClipConfig Clip = new()
    {
        EmbedDim = 32,
        Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 4, Width = 64, Layers = 3, Heads = 1 },
        Text = new ClipTextConfig { ContextLength = 24, VocabularySize = 0, Width = 64, Layers = 2, Heads = 1 },
    };

    private static readonly ClipConfig TrisBackbone = Clip with
    {
        Vision = new ClipResNetConfig { ImageSize = 32, Width = 8, Heads = 4, Blocks = [1, 1, 1, 1] },
    };

    /// <summary>A SAM that a test can decode with at once.</summary>
    public static readonly SamConfig Sam = new()
    {
        ImageSize = 64,
        PatchSize = 8,
        EncoderWidth = 32,
        EncoderHidden = 64,
        Depth = 2,
        EncoderHeads = 2,
        WindowSize = 4,
        GlobalBlocks = [1],
        OutputChannels = 32,
        DecoderHeads = 2,
        DecoderHidden = 64,
        IouHidden = 32,
        MaskPromptHidden = 16,
    };

    /// <summary>Writes the preset into a folder; the same seed gives the same bytes.</summary>
    public static Preset Write(string folder, ulong seed = 1)
    {
        Directory.CreateDirectory(folder);
        BpeVocabulary vocabulary = VocabularyLearner.Learn(Texts, 40);
        vocabulary.Save(Path.Combine(folder, "vocabulary.txt"));
        ClipConfig clip = Clip with { Text = Clip.Text with { VocabularySize = vocabulary.Size } };
        GeneratorConfig generator = new()
        {
            VisionWidth = clip.Vision.Width,
            EmbedDim = clip.EmbedDim,
            BridgerWidth = 32,
            Width = 32,
            FeedForwardWidth = 128,
            HeadWidth = 32,
            Queries = 8,
            Points = 8,
            Responses = true,
            AdapterWidth = 8,
            PlacedValues = true,
            Pointer = true,
        };

        using WeightStore clipWeights = WeightStore.Initialise(seed);
        ClipModel model = new(clipWeights.Root, clip);
        Save(clipWeights, "clip.safetensors");
        using WeightStore samWeights = WeightStore.Initialise(seed);
        _ = new SamModel(samWeights.Root, Sam);
        Save(samWeights, "sam.safetensors");
        using WeightStore generatorWeights = WeightStore.Initialise(seed);
        _ = new PointGenerator(generatorWeights.Root, generator, new StageExtractor(model.Vision, [1, 2, 3], surgeryBlocks: 2, tiles: 2));
        Save(generatorWeights, "generator.safetensors");

        ClipConfig backbone = TrisBackbone with { Text = clip.Text };
        using WeightStore stage1Weights = WeightStore.Initialise(seed);
        _ = new TrisStage1(stage1Weights.Root, new TrisStage1Config { Backbone = backbone, Width = 16 });
        Save(stage1Weights, "tris-stage1.safetensors");
        using WeightStore stage2Weights = WeightStore.Initialise(seed);
        _ = new TrisStage2(stage2Weights.Root, backbone);
        Save(stage2Weights, "tris-stage2.safetensors");

        Preset preset = new()
        {
            Name = "micro",
            Clip = new ClipPart(PresetFile.Of(folder, "clip.safetensors"), PresetFile.Of(folder, "vocabulary.txt"), clip.Vision.ImageSize),
            Localiser = new LocaliserPart(LocaliserKind.Surgery, ImageSize: 48, Blocks: 2, ["a photo of the {}.", "there is one {}."]),
            ClipEs = new ClipEsPart(ImageSize: 48),
            Sam = new SamPart(PresetFile.Of(folder, "sam.safetensors")),
            Generator = new GeneratorPart(PresetFile.Of(folder, "generator.safetensors"), generator, [1, 2, 3], SurgeryBlocks: 2, Tiles: 2),
            Tris = new TrisPart(
                PresetFile.Of(folder, "vocabulary.txt"), ImageSize: 96, TextLength: 12, PresetFile.Of(folder, "tris-stage1.safetensors"), PresetFile.Of(folder, "tris-stage2.safetensors")),
        };
        PresetWriter.Write(folder, preset);
        return preset;

        void Save(WeightStore store, string file) => SafetensorsWriter.Write(
            Path.Combine(folder, file), store.Tensors, new Dictionary<string, string> { [SamConfig.DecoderHeadsKey] = Sam.DecoderHeads.ToString() });
    }
}
