using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>What IRNet sees with.</summary>
public enum IrNetTrunk
{
    /// <summary>A residual network with torchvision's names, as published: <see cref="ResNetTrunk"/>.</summary>
    ResNet,

    /// <summary>CLIP's residual network.</summary>
    Clip,
}

/// <summary>Sizes of IRNet. The defaults are the published ones, with a ResNet-50.</summary>
public sealed record IrNetConfig
{
    /// <summary>Side of the square crops of training, in pixels. Source: IRNet, crop_size.</summary>
    public const int CropSize = 512;

    public IrNetTrunk Trunk { get; init; }

    /// <summary>Channels of the trunk's stem; stage i has 4 * 2^i times as many.</summary>
    public int Width { get; init; } = 64;

    /// <summary>Bottlenecks of each of the trunk's four stages.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [3, 4, 6, 3];

    /// <summary>Channels of each level in the boundary head; a multiple of 4.</summary>
    public int EdgeWidth { get; init; } = 32;

    /// <summary>Channels of the finest level in the displacement head, a multiple of 8; the others have two and four times as many.</summary>
    public int DisplacementWidth { get; init; } = 64;

    /// <summary>Channels of the trunk's levels: after the stem and after each stage.</summary>
    internal int[] Channels => [Width, 4 * Width, 8 * Width, 16 * Width, 32 * Width];

    /// <summary>Reads the sizes off the names and shapes of a state dict.</summary>
    /// <param name="shapes">Shape of each tensor by state-dict name.</param>
    /// <exception cref="WeightFormatException">The names are not those of an IRNet.</exception>
    public static IrNetConfig Infer(IReadOnlyDictionary<string, long[]> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        IrNetTrunk kind = shapes.ContainsKey($"{IrNetModel.ClipScope}.conv1.weight") ? IrNetTrunk.Clip : IrNetTrunk.ResNet;
        IrNetConfig trunk = InferTrunk(shapes, $"{IrNetModel.ScopeOf(kind)}.", kind);
        return trunk with { EdgeWidth = Rows("fc_edge1.0.weight"), DisplacementWidth = Rows("fc_dp1.0.weight") };

        int Rows(string name) => shapes.TryGetValue(name, out long[]? shape) && shape.Length == 4
            ? checked((int)shape[0])
            : throw new WeightFormatException($"This is no IRNet: {name} is missing or no convolution.");
    }

    /// <summary>Reads the sizes of a trunk off its names and shapes; the heads keep their defaults.</summary>
    /// <param name="shapes">Shape of each tensor by state-dict name.</param>
    /// <param name="prefix">What the trunk's names begin with.</param>
    /// <param name="trunk">Its kind.</param>
    /// <exception cref="WeightFormatException">There is no such trunk.</exception>
    public static IrNetConfig InferTrunk(IReadOnlyDictionary<string, long[]> shapes, string prefix, IrNetTrunk trunk)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        string first = $"{prefix}layer1.0.conv1.weight";
        return shapes.TryGetValue(first, out long[]? shape) && shape.Length == 4
            ? new IrNetConfig { Trunk = trunk, Width = checked((int)shape[0]), Blocks = [.. Enumerable.Range(1, 4).Select(BlocksOf)] }
            : throw new WeightFormatException($"There is no residual network: {first} is missing or no convolution.");

        int BlocksOf(int stage)
        {
            int count = 0;
            while (shapes.ContainsKey($"{prefix}layer{stage}.{count}.conv1.weight"))
            {
                count++;
            }

            return count > 0 ? count : throw new WeightFormatException($"There is no residual network: {prefix}layer{stage} is missing.");
        }
    }
}
