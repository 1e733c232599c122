namespace Referent.Torch.Optim;

/// <summary>
/// Stochastic gradient descent with momentum and weight decay, the decay inside the gradient. Source: torch.optim.SGD. The state is part of a
/// checkpoint: <see cref="State"/> and <see cref="Restore"/>.
/// </summary>
public sealed class Sgd : IDisposable
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly (string Name, Tensor Parameter, Tensor Buffer)[] _slots;

    /// <param name="parameters">Borrowed.</param>
    /// <param name="momentum">Share of the last update that is kept.</param>
    /// <param name="weightDecay">Times the parameter, added to its gradient.</param>
    public Sgd(IEnumerable<(string Name, Tensor Tensor)> parameters, double momentum, double weightDecay)
    {
        _momentum = momentum;
        _weightDecay = weightDecay;
        _slots =
        [
            .. parameters.Select(item =>
                (item.Name, item.Tensor, TensorScope.Detach(Tensor.Zeros([.. item.Tensor.Shape], device: item.Tensor.Device)))),
        ];
    }

    /// <summary>The last update of each parameter by name: <c>b.NAME</c>. Owned by the optimiser.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _slots.ToDictionary(slot => $"b.{slot.Name}", slot => slot.Buffer);

    /// <summary>Continues from a saved state.</summary>
    /// <exception cref="KeyNotFoundException">The state misses a parameter.</exception>
    public void Restore(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach ((string name, _, Tensor buffer) in _slots)
        {
            buffer.CopyInPlace(state[$"b.{name}"]);
        }
    }

    /// <summary>Forgets all gradients.</summary>
    public void ClearGradients()
    {
        foreach ((_, Tensor parameter, _) in _slots)
        {
            parameter.ClearGradient();
        }
    }

    /// <summary>One update of every parameter that has a gradient.</summary>
    public void Step(double learningRate)
    {
        using NoGrad noGrad = NoGrad.Begin();
        foreach ((_, Tensor parameter, Tensor buffer) in _slots)
        {
            using TensorScope scope = TensorScope.Begin();
            if (parameter.Gradient() is { } gradient)
            {
                buffer.MulInPlace(_momentum);
                buffer.AddInPlace(gradient);
                buffer.AddInPlace(parameter, _weightDecay);
                parameter.AddInPlace(buffer, -learningRate);
            }
        }
    }

    public void Dispose()
    {
        foreach ((_, _, Tensor buffer) in _slots)
        {
            buffer.Dispose();
        }
    }
}
