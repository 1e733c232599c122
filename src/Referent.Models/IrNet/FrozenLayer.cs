using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>A convolution without bias and the batch normalisation behind it, by stored statistics; neither is ever trained.</summary>
internal sealed class FrozenLayer(WeightScope convolution, WeightScope norm, int inputs, int outputs, int kernel, int stride = 1)
{
    /// <summary>Source: torch.nn.BatchNorm2d, eps.</summary>
    private const double Epsilon = 1e-5;

    private readonly Tensor _weight = convolution.Buffer(
        "weight", Initialiser.FanIn((long)inputs * kernel * kernel), outputs, inputs, kernel, kernel);
    private readonly Tensor _scale = norm.Buffer("weight", Initialiser.Ones, outputs);
    private readonly Tensor _shift = norm.Buffer("bias", Initialiser.Zeros, outputs);
    private readonly Tensor _mean = norm.Buffer("running_mean", Initialiser.Zeros, outputs);
    private readonly Tensor _variance = norm.Buffer("running_var", Initialiser.Ones, outputs);

    /// <summary>[B, inputs, H, W] -> [B, outputs, H / stride, W / stride], rounded up</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(x.Conv2d(_weight, null, stride, padding: kernel / 2)
            .BatchNorm(_scale, _shift, _mean, _variance, training: false, momentum: 0, Epsilon));
    }
}
