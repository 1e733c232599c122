using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>Three linear layers with ReLU between. Source: segment_anything/modeling/mask_decoder.py, MLP. Differs: always three layers.</summary>
internal sealed class Perceptron(WeightScope weights, int inputs, int hidden, int outputs)
{
    private readonly Linear _first = Linear.Create(weights.In("layers.0"), inputs, hidden);
    private readonly Linear _second = Linear.Create(weights.In("layers.1"), hidden, hidden);
    private readonly Linear _third = Linear.Create(weights.In("layers.2"), hidden, outputs);

    /// <summary>[..., In] -> [..., Out]</summary>
    public Tensor Forward(Tensor x) => _third.Forward(_second.Forward(_first.Forward(x).Relu()).Relu());
}
