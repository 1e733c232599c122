using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// The stem of three convolutions and the four stages of bottlenecks of CLIP's residual network, without its pool. Source: CLIP, model.py,
/// ModifiedResNet. Differs: none.
/// </summary>
internal sealed class ResidualStages
{
    private readonly ConvNorm[] _stem;
    private readonly Bottleneck[][] _stages;

    /// <param name="weights">The scope <c>visual</c> of a CLIP state dict.</param>
    /// <param name="width">Channels W of the stem.</param>
    /// <param name="blocks">Bottlenecks of each stage.</param>
    public ResidualStages(WeightScope weights, int width, IReadOnlyList<int> blocks)
    {
        _stem =
        [
            new ConvNorm(weights.In("conv1"), weights.In("bn1"), 3, width / 2, kernel: 3, stride: 2),
            new ConvNorm(weights.In("conv2"), weights.In("bn2"), width / 2, width / 2, kernel: 3),
            new ConvNorm(weights.In("conv3"), weights.In("bn3"), width / 2, width, kernel: 3),
        ];
        int inputs = width;
        _stages = new Bottleneck[ModifiedResNet.Stages][];
        for (int stage = 0; stage < _stages.Length; stage++)
        {
            _stages[stage] = new Bottleneck[blocks[stage]];
            for (int block = 0; block < _stages[stage].Length; block++)
            {
                int planes = width << stage;
                WeightScope scope = weights.In($"layer{stage + 1}").In(block);
                _stages[stage][block] = new Bottleneck(scope, inputs, planes, stride: stage > 0 && block == 0 ? 2 : 1);
                inputs = planes * Bottleneck.Expansion;
            }
        }
    }

    /// <param name="image">[B, 3, H, W], sides that are multiples of 32.</param>
    /// <param name="training">As <see cref="ConvNorm.Forward"/>.</param>
    /// <returns>The map after the stem, [B, W, H/4, W/4], and after each stage: [B, 4 W, H/4, W/4] to [B, 32 W, H/32, W/32].</returns>
    public Tensor[] Forward(Tensor image, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = scope.Keep(Stem(image.ChannelsLast(), training));
        List<Tensor> levels = [x];
        foreach (Bottleneck[] stage in _stages)
        {
            x = scope.Keep(Run(stage, x, training));
            levels.Add(x);
        }

        return [.. levels];
    }

    private Tensor Stem(Tensor image, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = image;
        foreach (ConvNorm layer in _stem)
        {
            x = layer.Forward(x, training).Relu();
        }

        return scope.Keep(x.AveragePool2d(2));
    }

    private static Tensor Run(Bottleneck[] blocks, Tensor x, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        foreach (Bottleneck block in blocks)
        {
            x = block.Forward(x, training);
        }

        return scope.Keep(x);
    }
}
