using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.IrNet;

/// <summary>
/// How far it is from each place to the centre of its thing. Source: IRNet, net/resnet50_irn.py, fc_dp1 to fc_dp7. Differs: the mean
/// displacement of the training pictures is stored once.
/// </summary>
internal sealed class DisplacementHead
{
    /// <summary>Source: IRNet, net/resnet50_irn.py.</summary>
    private const int FinestGroups = 8;

    /// <inheritdoc cref="FinestGroups"/>
    private const int Groups = 16;

    private readonly LevelProjection[] _levels;
    private readonly LevelProjection _coarse;
    private readonly LevelProjection _all;
    private readonly Conv2d _displacement;
    private readonly IReadOnlyList<int> _strides;

    /// <param name="weights">The root scope of an IRNet.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="strides">Of the trunk's levels.</param>
    public DisplacementHead(WeightScope weights, IrNetConfig config, IReadOnlyList<int> strides)
    {
        int[] channels = config.Channels;
        _strides = strides;
        (int narrow, int middle, int wide) = (config.DisplacementWidth, 2 * config.DisplacementWidth, 4 * config.DisplacementWidth);
        _levels =
        [
            new LevelProjection(weights.In("fc_dp1"), channels[0], narrow, FinestGroups),
            new LevelProjection(weights.In("fc_dp2"), channels[1], middle, Groups),
            new LevelProjection(weights.In("fc_dp3"), channels[2], wide, Groups),
            new LevelProjection(weights.In("fc_dp4"), channels[3], wide, Groups),
            new LevelProjection(weights.In("fc_dp5"), channels[4], wide, Groups),
        ];
        _coarse = new LevelProjection(weights.In("fc_dp6"), 3 * wide, wide, Groups);
        WeightScope last = weights.In("fc_dp7");
        _all = new LevelProjection(last, narrow + middle + wide, wide, Groups);
        _displacement = Conv2d.Create(last.In(3), wide, 2, kernel: 1, bias: false);
        Mean = last.In(4).Buffer("running_mean", Initialiser.Zeros, 2);
    }

    /// <summary>[2]: the mean over the training pictures, which inference takes off; the store's.</summary>
    public Tensor Mean { get; }

    /// <param name="features">The levels of the trunk.</param>
    /// <returns>[B, 2, H / 4, W / 4]: dy and dx in places, the mean not taken off</returns>
    public Tensor Forward(Tensor[] features)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor third = features[2];
        Tensor coarse = _coarse.Forward(
            Tensor.Cat(
                [
                    _levels[2].Forward(third),
                    _levels[3].Forward(features[3], _strides[3] / _strides[2], third),
                    _levels[4].Forward(features[4], _strides[4] / _strides[2], third),
                ],
                1),
            _strides[2] / _strides[1],
            features[1]);
        Tensor all = Tensor.Cat([_levels[0].Forward(features[0]), _levels[1].Forward(features[1]), coarse], 1);
        return scope.Keep(_displacement.Forward(_all.Forward(all)));
    }
}
