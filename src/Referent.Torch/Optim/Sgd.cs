namespace Referent.Torch.Optim;

/// <summary>
/// Stochastic gradient descent with momentum and weight decay, the decay inside the gradient. Source: torch.optim.SGD. Differs: none.
/// </summary>
public sealed class Sgd : IOptimiser
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly (string Name, Tensor Parameter, double Rate, Tensor Buffer)[] _slots;

    /// <param name="parameters">Borrowed: name, tensor, and what the learning rate is multiplied by for it.</param>
    /// <param name="momentum">Share of the last update that is kept.</param>
    /// <param name="weightDecay">Times the parameter, added to its gradient.</param>
    public Sgd(IEnumerable<(string Name, Tensor Tensor, double Rate)> parameters, double momentum, double weightDecay)
    {
        _momentum = momentum;
        _weightDecay = weightDecay;
        _slots =
        [
            .. parameters.Select(item =>
                (item.Name, item.Tensor, item.Rate, TensorScope.Detach(Tensor.Zeros([.. item.Tensor.Shape], device: item.Tensor.Device)))),
        ];
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <summary>The last update of each parameter by name: <c>b.NAME</c>. Owned by the optimiser.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _slots.ToDictionary(slot => $"b.{slot.Name}", slot => slot.Buffer);

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, Tensor> state, long steps)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach ((string name, _, _, Tensor buffer) in _slots)
        {
            buffer.CopyInPlace(state[$"b.{name}"]);
        }

        Steps = steps;
    }

    /// <inheritdoc/>
    public void ClearGradients()
    {
        foreach ((_, Tensor parameter, _, _) in _slots)
        {
            parameter.ClearGradient();
        }
    }

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        using NoGrad noGrad = NoGrad.Begin();
        Steps++;
        foreach ((_, Tensor parameter, double rate, Tensor buffer) in _slots)
        {
            using TensorScope scope = TensorScope.Begin();
            if (parameter.Gradient() is { } gradient)
            {
                buffer.MulInPlace(_momentum);
                buffer.AddInPlace(gradient);
                buffer.AddInPlace(parameter, _weightDecay);
                parameter.AddInPlace(buffer, -learningRate * rate);
            }
        }
    }

    public void Dispose()
    {
        foreach ((_, _, _, Tensor buffer) in _slots)
        {
            buffer.Dispose();
        }
    }
}
