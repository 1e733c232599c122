using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>The end of one level of the decoder: a block and a map to one logit.</summary>
internal sealed class MapHead(WeightScope weights, int inputs, int hidden)
{
    private readonly ConvBlock _block = new(weights.In(0), inputs, hidden);
    private readonly Conv2d _logit = Conv2d.Create(weights.In(1), hidden, 1, kernel: 1, bias: false);

    /// <param name="x">[B, inputs, h, w]</param>
    /// <param name="height">H</param>
    /// <param name="width">W</param>
    /// <param name="training">As <see cref="BatchNorm2d.Forward"/>.</param>
    /// <returns>[B, 1, H, W]</returns>
    public Tensor Forward(Tensor x, long height, long width, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_logit.Forward(_block.Forward(x, training)).ResizeBilinear(height, width));
    }
}
