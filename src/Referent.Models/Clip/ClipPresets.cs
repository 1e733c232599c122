namespace Referent.Models.Clip;

/// <summary>
/// Sizes of the published CLIPs, by the names OpenAI gave them. Source: the published state dicts, as CLIP, model.py, build_model reads them.
/// </summary>
public static class ClipPresets
{
    public static ClipConfig RN50 { get; } = CreateResNet(1024, 224, width: 64, [3, 4, 6, 3], textWidth: 512);

    public static ClipConfig RN101 { get; } = CreateResNet(512, 224, width: 64, [3, 4, 23, 3], textWidth: 512);

    public static ClipConfig RN50x4 { get; } = CreateResNet(640, 288, width: 80, [4, 6, 10, 6], textWidth: 640);

    public static ClipConfig VitB32 { get; } = Create(512, 224, patch: 32, width: 768, layers: 12, textWidth: 512);

    public static ClipConfig VitB16 { get; } = Create(512, 224, patch: 16, width: 768, layers: 12, textWidth: 512);

    public static ClipConfig VitL14 { get; } = Create(768, 224, patch: 14, width: 1024, layers: 24, textWidth: 768);

    public static ClipConfig VitL14At336 { get; } = Create(768, 336, patch: 14, width: 1024, layers: 24, textWidth: 768);

    public static IReadOnlyDictionary<string, ClipConfig> ByName { get; } = new Dictionary<string, ClipConfig>(StringComparer.Ordinal)
    {
        ["RN50"] = RN50,
        ["RN101"] = RN101,
        ["RN50x4"] = RN50x4,
        ["ViT-B/32"] = VitB32,
        ["ViT-B/16"] = VitB16,
        ["ViT-L/14"] = VitL14,
        ["ViT-L/14@336px"] = VitL14At336,
    };

    private static ClipConfig CreateResNet(int embed, int image, int width, int[] blocks, int textWidth) => new()
    {
        EmbedDim = embed,
        Vision = new ClipResNetConfig { ImageSize = image, Width = width, Heads = width / 2, Blocks = blocks },
        Text = TextOf(textWidth),
    };

    private static ClipConfig Create(int embed, int image, int patch, int width, int layers, int textWidth) => new()
    {
        EmbedDim = embed,
        Vision = new ClipVisionConfig { ImageSize = image, PatchSize = patch, Width = width, Layers = layers, Heads = width / 64 },
        Text = TextOf(textWidth),
    };

    private static ClipTextConfig TextOf(int width) => new()
    {
        ContextLength = 77,
        VocabularySize = 49408,
        Width = width,
        Layers = 12,
        Heads = width / 64,
    };
}
