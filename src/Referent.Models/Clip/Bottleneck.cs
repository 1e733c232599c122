using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// A residual block that is narrow inside; where it halves the map, it averages before the last convolution and in the shortcut, instead
/// of striding. Source: CLIP, model.py, Bottleneck. Differs: none.
/// </summary>
internal sealed class Bottleneck
{
    /// <summary>Channels out for each channel inside. Source: CLIP, model.py, Bottleneck.expansion.</summary>
    public const int Expansion = 4;

    private readonly ConvNorm _reduce;
    private readonly ConvNorm _mix;
    private readonly ConvNorm _expand;
    private readonly ConvNorm? _shortcut;
    private readonly int _stride;

    /// <param name="weights">The scope of the block.</param>
    /// <param name="inputs">Channels in.</param>
    /// <param name="planes">Channels inside.</param>
    /// <param name="stride">1, or 2 to halve the map.</param>
    public Bottleneck(WeightScope weights, int inputs, int planes, int stride)
    {
        _reduce = new ConvNorm(weights.In("conv1"), weights.In("bn1"), inputs, planes, kernel: 1);
        _mix = new ConvNorm(weights.In("conv2"), weights.In("bn2"), planes, planes, kernel: 3);

        // A fresh block is the identity. Source: CLIP, model.py, initialize_parameters.
        _expand = new ConvNorm(weights.In("conv3"), weights.In("bn3"), planes, planes * Expansion, kernel: 1, normWeight: Initialiser.Zeros);
        _shortcut = stride > 1 || inputs != planes * Expansion
            ? new ConvNorm(weights.In("downsample.0"), weights.In("downsample.1"), inputs, planes * Expansion, kernel: 1)
            : null;
        _stride = stride;
    }

    /// <param name="x">[B, inputs, H, W]</param>
    /// <param name="training">As <see cref="BatchNorm2d.Forward"/>.</param>
    /// <returns>[B, 4 * planes, H / stride, W / stride]</returns>
    public Tensor Forward(Tensor x, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor inside = _mix.Forward(_reduce.Forward(x, training).Relu(), training).Relu();
        Tensor residual = _expand.Forward(Halve(inside), training);
        Tensor identity = _shortcut is null ? x : _shortcut.Forward(Halve(x), training);
        return scope.Keep((residual + identity).Relu());
    }

    private Tensor Halve(Tensor x) => _stride > 1 ? x.AveragePool2d(_stride) : x;
}
