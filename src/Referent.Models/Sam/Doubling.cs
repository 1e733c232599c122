using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// A transposed convolution with kernel 2 and stride 2, as the linear map of each pixel to four that it is: channels stay the last axis
/// and nothing is rearranged. Source: mask_decoder.py, output_upscaling. Differs: the order of computation only.
/// </summary>
internal sealed class Doubling(WeightScope weights, int inputs, int outputs)
{
    private readonly Tensor _weight = weights.Parameter("weight", Initialiser.FanIn(inputs * 4L), inputs, outputs, 2, 2);
    private readonly Tensor _bias = weights.Parameter("bias", Initialiser.Zeros, outputs);

    /// <summary>[..., In] -> [..., 2, 2, Out]: row and column inside the pixel, then channels.</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor weight = _weight.Permute(2, 3, 1, 0).Reshape(4 * outputs, inputs);
        Tensor pixels = Precision.Linear(x, weight, _bias.Repeat(4));
        return scope.Keep(pixels.Reshape([.. x.Shape.SkipLast(1), 2, 2, outputs]));
    }
}
