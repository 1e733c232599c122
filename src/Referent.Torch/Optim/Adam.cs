namespace Referent.Torch.Optim;

/// <summary>
/// Adam with decoupled weight decay (AdamW); a decay of 0 gives plain Adam. Sources: Kingma and Ba 2015; Loshchilov and Hutter 2019.
/// The state is part of a checkpoint: <see cref="State"/> and <see cref="Restore"/>.
/// </summary>
public sealed class Adam : IOptimiser
{
    private readonly AdamOptions _options;
    private readonly Slot[] _slots;

    /// <param name="parameters">Borrowed: name, tensor, and whether weight decay applies to it.</param>
    public Adam(IEnumerable<(string Name, Tensor Tensor, bool Decay)> parameters, AdamOptions options)
        : this(parameters.Select(item => (item.Name, item.Tensor, item.Decay, Rate: 1.0)), options)
    {
    }

    /// <param name="parameters">
    /// Borrowed: name, tensor, whether weight decay applies to it, and what the learning rate is multiplied by for it.
    /// </param>
    public Adam(IEnumerable<(string Name, Tensor Tensor, bool Decay, double Rate)> parameters, AdamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _slots = [.. parameters.Select(item => new Slot(item.Name, item.Tensor, item.Decay, item.Rate))];
    }

    /// <inheritdoc/>
    public long Steps { get; private set; }

    /// <summary>First and second moments by name: <c>m.NAME</c>, <c>v.NAME</c>. Owned by the optimiser.</summary>
    public IReadOnlyDictionary<string, Tensor> State =>
        _slots.SelectMany(slot => new[] { ($"m.{slot.Name}", slot.First), ($"v.{slot.Name}", slot.Second) })
            .ToDictionary(item => item.Item1, item => item.Item2);

    /// <inheritdoc/>
    public void Restore(IReadOnlyDictionary<string, Tensor> state, long steps)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (Slot slot in _slots)
        {
            slot.First.CopyInPlace(state[$"m.{slot.Name}"]);
            slot.Second.CopyInPlace(state[$"v.{slot.Name}"]);
        }

        Steps = steps;
    }

    /// <inheritdoc/>
    public void ClearGradients()
    {
        foreach (Slot slot in _slots)
        {
            slot.Parameter.ClearGradient();
        }
    }

    /// <summary>Scales all gradients so that their joint L2 norm is at most <paramref name="maximum"/>, or leaves them where that is 0.</summary>
    /// <returns>The norm before, rank 0, in the parameters' memory: nothing here waits for a GPU. The innermost scope's.</returns>
    /// <exception cref="InvalidOperationException">No parameter has a gradient.</exception>
    public Tensor ClipGradients(double maximum)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor[] gradients = [.. _slots.Select(slot => slot.Parameter.Gradient()).OfType<Tensor>()];
        if (gradients.Length == 0)
        {
            throw new InvalidOperationException("No parameter has a gradient; call backward first.");
        }

        Tensor norm = Tensor.Stack([.. gradients.Select(gradient => (gradient * gradient).Sum())], 0).Sum().Sqrt();
        if (maximum > 0)
        {
            Tensor factor = (norm * (1 / maximum)).Clamp(1, double.PositiveInfinity).Pow(-1);
            foreach (Tensor gradient in gradients)
            {
                gradient.MulInPlace(factor);
            }
        }

        return scope.Keep(norm);
    }

    /// <inheritdoc/>
    public void Step(double learningRate)
    {
        using NoGrad noGrad = NoGrad.Begin();
        Steps++;
        double firstCorrection = 1 - Math.Pow(_options.Beta1, Steps);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(_options.Beta2, Steps));
        foreach (Slot slot in _slots)
        {
            using TensorScope scope = TensorScope.Begin();
            if (slot.Parameter.Gradient() is not { } gradient)
            {
                continue;
            }

            double rate = learningRate * slot.Rate;
            if (slot.Decay && _options.WeightDecay != 0)
            {
                slot.Parameter.MulInPlace(1 - (rate * _options.WeightDecay));
            }

            slot.First.MulInPlace(_options.Beta1);
            slot.First.AddInPlace(gradient, 1 - _options.Beta1);
            slot.Second.MulInPlace(_options.Beta2);
            slot.Second.AddProductInPlace(gradient, gradient, 1 - _options.Beta2);
            Tensor denominator = slot.Second.Sqrt();
            denominator.MulInPlace(1 / secondCorrection);
            slot.Parameter.AddQuotientInPlace(slot.First, denominator + _options.Epsilon, -rate / firstCorrection);
        }
    }

    public void Dispose()
    {
        foreach (Slot slot in _slots)
        {
            slot.First.Dispose();
            slot.Second.Dispose();
        }
    }

    private sealed class Slot(string name, Tensor parameter, bool decay, double rate)
    {
        public string Name { get; } = name;

        public Tensor Parameter { get; } = parameter;

        public bool Decay { get; } = decay;

        public double Rate { get; } = rate;

        public Tensor First { get; } = TensorScope.Detach(Tensor.Zeros([.. parameter.Shape], device: parameter.Device));

        public Tensor Second { get; } = TensorScope.Detach(Tensor.Zeros([.. parameter.Shape], device: parameter.Device));
    }
}

/// <summary>Constants of <see cref="Adam"/>. Defaults: torch.optim.Adam.</summary>
public sealed record AdamOptions
{
    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.999;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled decay per unit of learning rate.</summary>
    public double WeightDecay { get; init; }
}
