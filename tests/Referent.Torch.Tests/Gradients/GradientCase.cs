namespace Referent.Torch.Tests.Gradients;

/// <summary>One operator with inputs to differentiate it at.</summary>
/// <param name="Operator">The method as <see cref="OperatorName"/> spells it.</param>
/// <param name="Apply">Calls it on Float32 or Float64 inputs; everything else is a constant.</param>
/// <param name="Inputs">Away from kinks.</param>
internal sealed record GradientCase(string Operator, Func<Tensor[], Tensor> Apply, params Input[] Inputs)
{
    /// <summary>Half the distance between the two points of a difference. Chosen: truncation and rounding meet near here in Float64.</summary>
    public double Step { get; init; } = 1e-5;

    /// <summary>Largest difference from the finite difference, relative to gradients above 1.</summary>
    public double Tolerance { get; init; } = 1e-7;

    public override string ToString() => $"{Operator} {string.Join(" ", Inputs.Select(input => input.ToString()))}";
}

/// <summary>Values drawn uniformly; every second one is negated when <paramref name="Mixed"/>.</summary>
internal sealed record Input(long[] Shape, double Low, double High, bool Mixed)
{
    /// <summary>Magnitudes in [0.2, 1.2], of both signs: away from the kinks at 0 of Relu, Abs and the like.</summary>
    public static Input Signed(params long[] shape) => new(shape, 0.2, 1.2, Mixed: true);

    /// <summary>In [0.5, 1.5], for logarithms, roots and divisors.</summary>
    public static Input Positive(params long[] shape) => new(shape, 0.5, 1.5, Mixed: false);

    public double[] Draw(Random random) =>
        [.. Enumerable.Range(0, (int)Shape.Aggregate(1L, (product, size) => product * size)).Select(i => Value(random, i))];

    public override string ToString() => $"[{string.Join(", ", Shape)}]";

    private double Value(Random random, int index)
    {
        double magnitude = Low + ((High - Low) * random.NextDouble());
        return Mixed && index % 2 == 1 ? -magnitude : magnitude;
    }
}
