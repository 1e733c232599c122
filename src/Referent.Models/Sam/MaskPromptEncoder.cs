using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>The convolutions that embed a mask prompt. Source: prompt_encoder.py, mask_downscaling. Differs: none.</summary>
internal sealed class MaskPromptEncoder(WeightScope weights, int hidden, int channels)
{
    private readonly Conv2d _half = Conv2d.Create(weights.In("0"), 1, hidden / 4, kernel: 2, stride: 2);
    private readonly LayerNorm2d _halfNorm = LayerNorm2d.Create(weights.In("1"), hidden / 4);
    private readonly Conv2d _quarter = Conv2d.Create(weights.In("3"), hidden / 4, hidden, kernel: 2, stride: 2);
    private readonly LayerNorm2d _quarterNorm = LayerNorm2d.Create(weights.In("4"), hidden);
    private readonly Conv2d _widen = Conv2d.Create(weights.In("6"), hidden, channels, kernel: 1);

    /// <summary>[P, 1, 4G, 4G] -> [P, C, G, G]</summary>
    public Tensor Forward(Tensor masks)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor half = _halfNorm.Forward(_half.Forward(masks)).GeluErf();
        Tensor quarter = _quarterNorm.Forward(_quarter.Forward(half)).GeluErf();
        return scope.Keep(_widen.Forward(quarter));
    }
}
