using Referent.Models.IrNet;
using Referent.Torch;

namespace Referent.Training.Losses;

/// <summary>
/// What IRNet learns: boundaries part places of different labels, displacements of one label lead to one centre. Source: Ahn, Cho and Kwak,
/// CVPR 2019, and its program, net/resnet50_irn.py, AffinityDisplacementLoss, and step/train_irn.py. Differs: none.
/// </summary>
public sealed class AffinityLoss
{
    /// <summary>Radius of the pairs. Source: IRNet, step/train_irn.py.</summary>
    public const int PublishedRadius = 10;

    /// <summary>Label of a place that is neither; any from here on.</summary>
    private const double Undecided = 21;

    /// <summary>Keeps logarithms and quotients finite. Source: IRNet, step/train_irn.py.</summary>
    private const double Floor = 1e-5;

    private readonly AffinityPairs _pairs;

    /// <param name="radius">Of the pairs, in places.</param>
    public AffinityLoss(int radius = PublishedRadius) => _pairs = new AffinityPairs(radius);

    /// <param name="edge">[B, 1, H, W], logits of a boundary; borrowed.</param>
    /// <param name="displacement">[B, 2, H, W]: dy and dx; borrowed.</param>
    /// <param name="labels">[B, 1, H, W], Float32: 0 background, 1 foreground, 255 undecided; borrowed.</param>
    /// <returns>Rank 0; the caller's.</returns>
    public Tensor Compute(Tensor edge, Tensor displacement, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(edge);
        using TensorScope scope = TensorScope.Begin();
        Tensor affinity = _pairs.Affinity(edge.Sigmoid());                                                  // [B, D, h, w]
        (Tensor background, Tensor foreground, Tensor different) = Kinds(labels);
        Tensor together = -(affinity + Floor).Log();
        Tensor apart = -(-affinity + (1 + Floor)).Log();
        Tensor positive = (Mean(together, background, 1) + Mean(together, foreground, 1)) * 0.5;
        Tensor negative = Mean(apart, different, 1);
        (Tensor wanted, Tensor still) = DisplacementErrors(displacement);
        Tensor centring = Mean(wanted, foreground, 2) + Mean(still, background, 2);
        return scope.Keep((positive + negative + centring) * 0.5);
    }

    /// <summary>Sum of the terms of the pairs of one kind over their number and the number of components in a term.</summary>
    private static Tensor Mean(Tensor terms, Tensor kind, int components) => (terms * kind).Sum() / ((kind.Sum() * components) + Floor);

    /// <summary>Each [B, D, h, w], 1 where the pair is of the kind: both background, both foreground, one of each.</summary>
    private (Tensor Background, Tensor Foreground, Tensor Different) Kinds(Tensor labels)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor background = labels.EqualTo(0).To(labels.DType);
        Tensor foreground = -(background + labels.GreaterThan(Undecided - 0.5).To(labels.DType)) + 1;
        Tensor both = Pairwise(background, background);
        Tensor neither = Pairwise(foreground, foreground);
        Tensor different = Pairwise(background, foreground) + Pairwise(foreground, background);
        return (scope.Keep(both), scope.Keep(neither), scope.Keep(different));
    }

    private Tensor Pairwise(Tensor first, Tensor second)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor start = _pairs.First(first);
        return scope.Keep(Tensor.Cat([.. _pairs.Directions.Select(direction => start * _pairs.Second(second, direction))], 1));
    }

    /// <summary>
    /// How far the difference of the displacements of each pair is from what leads to one centre, and from 0: sums over dy and dx,
    /// [B, D, h, w].
    /// </summary>
    private (Tensor Wanted, Tensor Still) DisplacementErrors(Tensor displacement)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor start = _pairs.First(displacement);
        List<Tensor> wanted = [];
        List<Tensor> still = [];
        foreach (PathDirection direction in _pairs.Directions)
        {
            Tensor difference = start - _pairs.Second(displacement, direction);                              // [B, 2, h, w]
            Tensor offset = Tensor.From<double>([direction.Down, direction.Right], [1, 2, 1, 1], displacement.Device).To(displacement.DType);
            wanted.Add((difference - offset).Abs().Sum([1], keepDim: true));
            still.Add(difference.Abs().Sum([1], keepDim: true));
        }

        return (scope.Keep(Tensor.Cat([.. wanted], 1)), scope.Keep(Tensor.Cat([.. still], 1)));
    }
}
