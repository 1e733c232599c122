using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>A residual block that is narrow inside and strides there. Source: torchvision, resnet.py, Bottleneck. Differs: none.</summary>
internal sealed class FrozenBottleneck
{
    /// <summary>Channels out for each channel inside. Source: torchvision, Bottleneck.expansion.</summary>
    public const int Expansion = 4;

    private readonly FrozenLayer _reduce;
    private readonly FrozenLayer _mix;
    private readonly FrozenLayer _expand;
    private readonly FrozenLayer? _shortcut;

    public FrozenBottleneck(WeightScope weights, int inputs, int planes, int stride)
    {
        int outputs = planes * Expansion;
        _reduce = new FrozenLayer(weights.In("conv1"), weights.In("bn1"), inputs, planes, kernel: 1);
        _mix = new FrozenLayer(weights.In("conv2"), weights.In("bn2"), planes, planes, kernel: 3, stride);
        _expand = new FrozenLayer(weights.In("conv3"), weights.In("bn3"), planes, outputs, kernel: 1);
        _shortcut = stride > 1 || inputs != outputs
            ? new FrozenLayer(weights.In("downsample.0"), weights.In("downsample.1"), inputs, outputs, kernel: 1, stride)
            : null;
    }

    /// <summary>[B, inputs, H, W] -> [B, 4 * planes, H / stride, W / stride], rounded up</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor residual = _expand.Forward(_mix.Forward(_reduce.Forward(x).Relu()).Relu());
        return scope.Keep((residual + (_shortcut?.Forward(x) ?? x)).Relu());
    }
}
