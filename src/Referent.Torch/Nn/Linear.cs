using Referent.Torch.Weights;

namespace Referent.Torch.Nn;

/// <summary>An affine map of the last axis: weight [Out, In], bias [Out] or none.</summary>
public sealed class Linear
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    private Linear(Tensor weight, Tensor? bias)
    {
        _weight = weight;
        _bias = bias;
    }

    public Tensor Weight => _weight;

    public Tensor? Bias => _bias;

    public static Linear Create(WeightScope weights, int inputs, int outputs, bool bias = true, Initialiser? initialiser = null) => new(
        weights.Matrix("weight", initialiser ?? Initialiser.FanIn(inputs), outputs, inputs),
        bias ? weights.Parameter("bias", Initialiser.Zeros, outputs) : null);

    /// <summary>[..., In] -> [..., Out], in the precision of <see cref="Precision"/>.</summary>
    public Tensor Forward(Tensor x) => Precision.Linear(x, _weight, _bias);

    /// <summary>The type of what <see cref="Forward"/> gives.</summary>
    public DType Result => Precision.Of(_weight);

    /// <summary>[N, In] -> <paramref name="output"/> [N, Out] of the type <see cref="Result"/>, for inference; the layer has a bias.</summary>
    public void ForwardInto(Tensor x, Tensor output) => Precision.LinearInto(x, _weight, _bias!, output);

    /// <summary><paramref name="sum"/> [N, Out] += the map of <paramref name="x"/> [N, In], for inference; the layer has a bias.</summary>
    public void AddTo(Tensor sum, Tensor x) => Precision.AddLinear(sum, x, _weight, _bias!);
}
