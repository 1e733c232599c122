using Referent.Torch;

namespace Referent.Models.IrNet;

/// <summary>
/// Pairs of near places of whole maps, as shifted views: what training compares. Source: IRNet, misc/indexing.py and net/resnet50_irn.py.
/// Differs: views instead of index lists; the pairs and what is computed of them are the same.
/// </summary>
public sealed class AffinityPairs
{
    private readonly int _reach;

    /// <param name="radius">Pairs are nearer than this, in places; 10 in training. Source: IRNet, run_sample.py.</param>
    public AffinityPairs(int radius)
    {
        Directions = PathDirection.Within(radius);
        _reach = radius - 1;
    }

    /// <summary>From the first to the second place of a pair; the order of axis D below.</summary>
    public IReadOnlyList<PathDirection> Directions { get; }

    /// <summary>The first place of every pair: those from which every direction stays in the map.</summary>
    /// <param name="map">[B, C, H, W]; borrowed.</param>
    /// <returns>[B, C, h, w] with h = H - radius + 1, w = W - 2 radius + 2; a view.</returns>
    public Tensor First(Tensor map) => Shifted(map, 0, 0);

    /// <summary>The second place of every pair of one direction.</summary>
    /// <inheritdoc cref="First"/>
    public Tensor Second(Tensor map, PathDirection direction)
    {
        ArgumentNullException.ThrowIfNull(direction);
        return Shifted(map, direction.Down, direction.Right);
    }

    /// <summary>How much the two places of each pair belong together: 1 minus the strongest boundary on the way.</summary>
    /// <param name="boundary">[B, 1, H, W], 0 to 1; borrowed.</param>
    /// <returns>[B, D, h, w]; the caller's.</returns>
    public Tensor Affinity(Tensor boundary)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] strongest =
        [
            .. Directions.Select(direction =>
                Tensor.Cat([.. direction.Path.Select(place => Shifted(boundary, place.Down, place.Right))], 1).Max([1], keepDim: true)),
        ];
        return scope.Keep(-Tensor.Cat(strongest, 1) + 1);
    }

    private Tensor Shifted(Tensor map, int down, int right)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Narrow(2, down, map.Size(2) - _reach).Narrow(3, _reach + right, map.Size(3) - (2 * _reach));
    }
}
