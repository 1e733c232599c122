using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>
/// A frozen residual network, as a source of features at five levels. Source: torchvision, resnet.py, ResNet-50, and IRNet, resnet50.py,
/// whose last stage does not stride. Differs: none.
/// </summary>
internal sealed class ResNetTrunk : IFeatureTrunk
{
    /// <summary>Of each stage. Source: IRNet, net/resnet50_irn.py, strides.</summary>
    private static readonly int[] StageStrides = [1, 2, 2, 1];

    private static readonly int[] LevelStrides = [4, 4, 8, 16, 16];

    private readonly FrozenLayer _stem;
    private readonly FrozenBottleneck[][] _stages;

    /// <param name="weights">A scope with torchvision's names.</param>
    /// <param name="config">Sizes.</param>
    public ResNetTrunk(WeightScope weights, IrNetConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        _stem = new FrozenLayer(weights.In("conv1"), weights.In("bn1"), 3, config.Width, kernel: 7, stride: 2);
        _stages = new FrozenBottleneck[StageStrides.Length][];
        int inputs = config.Width;
        for (int stage = 0; stage < _stages.Length; stage++)
        {
            _stages[stage] = new FrozenBottleneck[config.Blocks[stage]];
            for (int block = 0; block < _stages[stage].Length; block++)
            {
                int planes = config.Width << stage;
                WeightScope scope = weights.In($"layer{stage + 1}").In(block);
                _stages[stage][block] = new FrozenBottleneck(scope, inputs, planes, block == 0 ? StageStrides[stage] : 1);
                inputs = planes * FrozenBottleneck.Expansion;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> Strides => LevelStrides;

    /// <inheritdoc/>
    public Tensor[] Forward(Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = scope.Keep(_stem.Forward(image.ChannelsLast()).Relu().MaxPool2d(kernel: 3, stride: 2, padding: 1));
        List<Tensor> levels = [x];
        foreach (FrozenBottleneck[] stage in _stages)
        {
            foreach (FrozenBottleneck block in stage)
            {
                x = block.Forward(x);
            }

            levels.Add(scope.Keep(x));
        }

        return [.. levels];
    }
}
