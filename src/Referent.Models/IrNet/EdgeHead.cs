using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>Where one thing ends and another begins. Source: IRNet, net/resnet50_irn.py, fc_edge1 to fc_edge6. Differs: none.</summary>
internal sealed class EdgeHead
{
    /// <summary>Source: IRNet, net/resnet50_irn.py.</summary>
    private const int Groups = 4;

    private readonly LevelProjection[] _levels;
    private readonly Conv2d _logit;
    private readonly IReadOnlyList<int> _strides;

    /// <param name="weights">The root scope of an IRNet.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="strides">Of the trunk's levels.</param>
    public EdgeHead(WeightScope weights, IrNetConfig config, IReadOnlyList<int> strides)
    {
        int[] channels = config.Channels;
        _strides = strides;
        _levels =
        [
            new LevelProjection(weights.In("fc_edge1"), channels[0], config.EdgeWidth, Groups),
            new LevelProjection(weights.In("fc_edge2"), channels[1], config.EdgeWidth, Groups),
            new LevelProjection(weights.In("fc_edge3"), channels[2], config.EdgeWidth, Groups),
            new LevelProjection(weights.In("fc_edge4"), channels[3], config.EdgeWidth, Groups),
            new LevelProjection(weights.In("fc_edge5"), channels[4], config.EdgeWidth, Groups),
        ];
        _logit = Conv2d.Create(weights.In("fc_edge6"), channels.Length * config.EdgeWidth, 1, kernel: 1);
    }

    /// <param name="features">The levels of the trunk.</param>
    /// <returns>[B, 1, H / 4, W / 4], logits of a boundary</returns>
    public Tensor Forward(Tensor[] features)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] levels =
        [
            .. _levels.Select((level, i) => level.Forward(features[i], _strides[i] / _strides[0], features[1])),
        ];
        return scope.Keep(_logit.Forward(Tensor.Cat(levels, 1)));
    }
}
