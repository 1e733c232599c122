namespace Referent.Torch.Optim;

/// <summary>A learning rate that falls to 0 as a power of what is left of the run. Source: DeepLab, "poly", as TRIS and IRNet use it.</summary>
public sealed record PolynomialSchedule
{
    /// <summary>Rate of the first step.</summary>
    public required double Peak { get; init; }

    /// <summary>Steps of the run.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Exponent. Source: TRIS and IRNet, official programs.</summary>
    public double Power { get; init; } = 0.9;

    /// <summary>
    /// How many steps pass for one of the schedule. The official program of TRIS moves the schedule of its second stage on by one step in an
    /// epoch, so that the rate hardly falls: there, the steps of an epoch. 1 otherwise.
    /// </summary>
    public long Lag { get; init; } = 1;

    /// <param name="step">From 0.</param>
    public double At(long step) => Peak * Math.Pow(Math.Max(0, 1 - ((double)(step / Lag) / TotalSteps)), Power);
}
