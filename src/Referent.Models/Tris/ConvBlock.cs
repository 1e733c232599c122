using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>A 3 x 3 convolution that keeps the size, batch normalisation, and a rectifier with a learnt slope.</summary>
internal sealed class ConvBlock(WeightScope weights, int inputs, int outputs)
{
    private readonly Conv2d _convolution = Conv2d.Create(weights.In("conv"), inputs, outputs, kernel: 3, padding: 1, bias: false);
    private readonly BatchNorm2d _norm = BatchNorm2d.Create(weights.In("bn"), outputs);
    private readonly PRelu _rectifier = PRelu.Create(weights.In("relu"));

    /// <param name="x">[B, inputs, H, W]</param>
    /// <param name="training">As <see cref="BatchNorm2d.Forward"/>.</param>
    /// <returns>[B, outputs, H, W]</returns>
    public Tensor Forward(Tensor x, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_rectifier.Forward(_norm.Forward(_convolution.Forward(x), training)));
    }
}
