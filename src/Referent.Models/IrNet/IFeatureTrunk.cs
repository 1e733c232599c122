using Referent.Torch;

namespace Referent.Models.IrNet;

/// <summary>
/// What IRNet sees with: a frozen network that gives features at five levels. With the channels W of its stem, the levels have W, 4 W, 8 W,
/// 16 W and 32 W.
/// </summary>
internal interface IFeatureTrunk
{
    /// <summary>Pixels of the picture to a side of a place, level by level.</summary>
    IReadOnlyList<int> Strides { get; }

    /// <param name="image">[B, 3, H, W], Float32, normalised by ImageNet's mean and standard deviation, of any size; borrowed.</param>
    /// <returns>The map of each level, [B, C_i, ceil(H / s_i), ceil(W / s_i)]; the caller's.</returns>
    Tensor[] Forward(Tensor image);
}
