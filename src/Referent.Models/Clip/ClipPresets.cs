namespace Referent.Models.Clip;

/// <summary>Sizes of the published CLIPs with a vision transformer, by the names OpenAI gave them.</summary>
public static class ClipPresets
{
    public static ClipConfig VitB32 { get; } = Create(512, 224, patch: 32, width: 768, layers: 12, textWidth: 512);

    public static ClipConfig VitB16 { get; } = Create(512, 224, patch: 16, width: 768, layers: 12, textWidth: 512);

    public static ClipConfig VitL14 { get; } = Create(768, 224, patch: 14, width: 1024, layers: 24, textWidth: 768);

    public static ClipConfig VitL14At336 { get; } = Create(768, 336, patch: 14, width: 1024, layers: 24, textWidth: 768);

    public static IReadOnlyDictionary<string, ClipConfig> ByName { get; } = new Dictionary<string, ClipConfig>(StringComparer.Ordinal)
    {
        ["ViT-B/32"] = VitB32,
        ["ViT-B/16"] = VitB16,
        ["ViT-L/14"] = VitL14,
        ["ViT-L/14@336px"] = VitL14At336,
    };

    private static ClipConfig Create(int embed, int image, int patch, int width, int layers, int textWidth) => new()
    {
        EmbedDim = embed,
        Vision = new ClipVisionConfig { ImageSize = image, PatchSize = patch, Width = width, Layers = layers, Heads = width / 64 },
        Text = new ClipTextConfig { ContextLength = 77, VocabularySize = 49408, Width = textWidth, Layers = 12, Heads = textWidth / 64 },
    };
}
