using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>A perceptron of three layers with ReLU between. Source: PPT, section 3.1, PointHead and ScoreHead.</summary>
internal sealed class HeadPerceptron(WeightScope weights, int inputs, int hidden, int outputs)
{
    private readonly Linear _first = Linear.Create(weights.In(0), inputs, hidden);
    private readonly Linear _second = Linear.Create(weights.In(1), hidden, hidden);
    private readonly Linear _third = Linear.Create(weights.In(2), hidden, outputs);

    /// <summary>[..., In] -> [..., Out]</summary>
    public Tensor Forward(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_third.Forward(_second.Forward(_first.Forward(x).Relu()).Relu()));
    }
}
