using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>A 1 x 1 convolution, group normalisation, a resize to a finer level, a rectifier. Source: IRNet, net/resnet50_irn.py.</summary>
internal sealed class LevelProjection(WeightScope weights, int inputs, int outputs, int groups)
{
    private readonly Conv2d _convolution = Conv2d.Create(weights.In(0), inputs, outputs, kernel: 1, bias: false);
    private readonly GroupNorm _norm = GroupNorm.Create(weights.In(1), groups, outputs);

    /// <param name="x">[B, inputs, h, w]</param>
    /// <param name="factor">How many times finer the other level is.</param>
    /// <param name="target">[B, *, H, W]: what the enlarged map is cropped to; none to leave it.</param>
    /// <returns>[B, outputs, H, W]</returns>
    public Tensor Forward(Tensor x, int factor = 1, Tensor? target = null)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor map = _norm.Forward(_convolution.Forward(x));
        if (factor > 1)
        {
            map = map.ResizeBilinear(map.Size(2) * factor, map.Size(3) * factor);
        }

        if (target is not null)
        {
            map = map.Narrow(2, 0, target.Size(2)).Narrow(3, 0, target.Size(3));
        }

        return scope.Keep(map.Relu());
    }
}
