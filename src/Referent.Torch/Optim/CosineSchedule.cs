namespace Referent.Torch.Optim;

/// <summary>A learning rate that rises linearly over the warm-up and then falls along half a cosine.</summary>
public sealed record CosineSchedule
{
    /// <summary>Rate at the end of the warm-up.</summary>
    public required double Peak { get; init; }

    /// <summary>Steps of the warm-up.</summary>
    public required long WarmupSteps { get; init; }

    /// <summary>All steps, warm-up included.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Share of the peak that is left at the end.</summary>
    public double FinalFraction { get; init; } = 0.01;

    /// <param name="step">From 0.</param>
    public double At(long step)
    {
        if (step < WarmupSteps)
        {
            return Peak * (step + 1) / WarmupSteps;
        }

        double progress = Math.Min(1, (double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps));
        return Peak * (FinalFraction + ((1 - FinalFraction) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
