using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>
/// CLIP's residual network as IRNet's trunk, for where no network pretrained on ImageNet is: the first stage of TRIS has one. Differs from
/// the published trunk: a stem of three convolutions, and a last level of half the resolution.
/// </summary>
internal sealed class ClipTrunk : IFeatureTrunk
{
    private static readonly int[] LevelStrides = [4, 4, 8, 16, 32];

    private readonly ResidualStages _network;

    /// <param name="weights">A scope with the names of <c>visual</c> in a CLIP state dict.</param>
    /// <param name="config">Sizes.</param>
    public ClipTrunk(WeightScope weights, IrNetConfig config) => _network = new ResidualStages(weights, config.Width, config.Blocks);

    public IReadOnlyList<int> Strides => LevelStrides;

    /// <inheritdoc/>
    /// <remarks>CLIP's network takes whole places: zeros, ImageNet's mean colour, fill them up on the right and below.</remarks>
    public Tensor[] Forward(Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        (long height, long width) = (image.Size(2), image.Size(3));
        Tensor whole = image.Pad([0, RoundUp(width, ClipResNetConfig.Stride) - width, 0, RoundUp(height, ClipResNetConfig.Stride) - height]);
        Tensor[] levels = _network.Forward(whole, training: false);
        for (int i = 0; i < levels.Length; i++)
        {
            int stride = LevelStrides[i];
            levels[i] = scope.Keep(levels[i].Narrow(2, 0, RoundUp(height, stride) / stride).Narrow(3, 0, RoundUp(width, stride) / stride));
        }

        return levels;
    }

    private static long RoundUp(long size, long unit) => (size + unit - 1) / unit * unit;
}
