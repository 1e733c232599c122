namespace Referent.Torch.Optim;

/// <summary>Moves parameters along their gradients. What it remembers between steps is part of a checkpoint.</summary>
public interface IOptimiser : IDisposable
{
    /// <summary>Steps taken.</summary>
    long Steps { get; }

    /// <summary>What it remembers, by name; owned by the optimiser.</summary>
    IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Continues from a saved state.</summary>
    /// <exception cref="KeyNotFoundException">The state misses a parameter.</exception>
    void Restore(IReadOnlyDictionary<string, Tensor> state, long steps);

    /// <summary>Forgets all gradients.</summary>
    void ClearGradients();

    /// <summary>One update of every parameter that has a gradient.</summary>
    void Step(double learningRate);
}
