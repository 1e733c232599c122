using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>The identity above zero, a learnt slope below: one for all channels.</summary>
public sealed class PRelu
{
    /// <summary>Source: torch.nn.PReLU, init.</summary>
    private const double InitialSlope = 0.25;

    private readonly Tensor _slope;

    private PRelu(Tensor slope) => _slope = slope;

    public static PRelu Create(WeightScope weights) => new(weights.Parameter("weight", Initialiser.Constant(InitialSlope), 1));

    /// <summary>[...] -> [...]</summary>
    public Tensor Forward(Tensor x) => x.PRelu(_slope);
}
