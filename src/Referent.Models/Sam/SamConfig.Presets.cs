namespace Referent.Models.Sam;

/// <summary>The published sizes and Referent's own.</summary>
public sealed partial record SamConfig
{
    /// <summary>93,735,472 parameters. Source: build_sam.py, build_sam_vit_b.</summary>
    public static SamConfig VitB { get; } = Published(768, 12, 12, [2, 5, 8, 11]);

    /// <summary>312,342,832 parameters. Source: build_sam.py, build_sam_vit_l.</summary>
    public static SamConfig VitL { get; } = Published(1024, 24, 16, [5, 11, 17, 23]);

    /// <summary>641,090,608 parameters. Source: build_sam.py, build_sam_vit_h.</summary>
    public static SamConfig VitH { get; } = Published(1280, 32, 16, [7, 15, 23, 31]);

    /// <summary>2,825,920 parameters: the size whose weights come with Referent; 64 x 64 mask logits for 256 x 256 pixels.</summary>
    public static SamConfig Tiny { get; } = new()
    {
        ImageSize = 256,
        PatchSize = 16,
        EncoderWidth = 160,
        EncoderHidden = 640,
        Depth = 6,
        EncoderHeads = 4,
        WindowSize = 8,
        GlobalBlocks = [2, 5],
        OutputChannels = 128,
        DecoderHeads = 4,
        DecoderHidden = 256,
        IouHidden = 128,
        MaskPromptHidden = 16,
    };

    private static SamConfig Published(int width, int depth, int heads, int[] globalBlocks) => new()
    {
        ImageSize = 1024,
        PatchSize = 16,
        EncoderWidth = width,
        EncoderHidden = width * 4,
        Depth = depth,
        EncoderHeads = heads,
        WindowSize = 14,
        GlobalBlocks = globalBlocks,
        OutputChannels = 256,
        DecoderHeads = 8,
        DecoderHidden = 2048,
        IouHidden = 256,
        MaskPromptHidden = 16,
    };
}
