namespace Referent.Models.IrNet;

/// <summary>Sizes of IRNet. The defaults are the published ones, with a ResNet-50.</summary>
public sealed record IrNetConfig
{
    /// <summary>Side of the square crops of training, in pixels. Source: IRNet, crop_size.</summary>
    public const int CropSize = 512;

    /// <summary>Channels of the trunk's stem; stage i has 4 * 2^i times as many.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Bottlenecks of each of the trunk's four stages.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [3, 4, 6, 3];

    /// <summary>Channels of each level in the boundary head; a multiple of 4.</summary>
    public int EdgeWidth { get; init; } = 32;

    /// <summary>Channels of the finest level in the displacement head, a multiple of 8; the others have two and four times as many.</summary>
    public int DisplacementWidth { get; init; } = 64;
}
