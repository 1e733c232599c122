using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>A convolution without bias that keeps the size, unless it strides, and the batch normalisation behind it.</summary>
internal sealed class ConvNorm(
    WeightScope convolution, WeightScope norm, int inputs, int outputs, int kernel, int stride = 1, Initialiser? normWeight = null)
{
    private readonly Conv2d _convolution = Conv2d.Create(convolution, inputs, outputs, kernel, stride, padding: kernel / 2, bias: false);
    private readonly BatchNorm2d _norm = BatchNorm2d.Create(norm, outputs, normWeight);

    /// <param name="x">[B, inputs, H, W]</param>
    /// <param name="training">As <see cref="BatchNorm2d.Forward"/>.</param>
    /// <returns>[B, outputs, H / stride, W / stride]</returns>
    public Tensor Forward(Tensor x, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_norm.Forward(_convolution.Forward(x), training));
    }
}
