using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>A map of places with a norm of its own and a rectifier. Source: the official program of TRIS, v_proj1 to v_proj3.</summary>
/// <param name="weights">The scope of the layer.</param>
/// <param name="width">Channels C.</param>
internal sealed class NormedProjection(WeightScope weights, int width)
{
    private readonly Conv2d _map = Conv2d.Create(weights.In("0"), width, width, kernel: 1);
    private readonly InstanceNorm2d _norm = InstanceNorm2d.Create(weights.In("1"), width);

    /// <summary>[B, C, h, w] -> [B, C, hw]</summary>
    public Tensor Forward(Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_norm.Forward(_map.Forward(image)).Relu().Reshape(image.Size(0), width, -1));
    }
}
