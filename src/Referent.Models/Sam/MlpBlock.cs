using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>The two-layer perceptron of an encoder block. Source: segment_anything/modeling/common.py, MLPBlock. Differs: none.</summary>
internal sealed class MlpBlock(WeightScope weights, int width, int hidden)
{
    private readonly Linear _expand = Linear.Create(weights.In("lin1"), width, hidden);
    private readonly Linear _contract = Linear.Create(weights.In("lin2"), hidden, width);

    /// <summary>The type of products with these matrices.</summary>
    public DType Products => _expand.Result;

    /// <summary>[..., C] -> [..., C], GELU between.</summary>
    public Tensor ForwardGelu(Tensor x) => _contract.Forward(_expand.Forward(x).GeluErf());

    /// <summary>x [N, C] += the perceptron of <paramref name="normed"/> [N, C], GELU between; no gradient is recorded.</summary>
    /// <param name="hidden">[N, hidden], overwritten.</param>
    public void AddGelu(Tensor x, Tensor normed, Tensor hidden)
    {
        _expand.ForwardInto(normed, hidden);
        hidden.GeluErfInPlace();
        _contract.AddTo(x, hidden);
    }

    /// <summary>[..., C] -> [..., C], ReLU between, as the mask decoder has it.</summary>
    public Tensor ForwardRelu(Tensor x) => _contract.Forward(_expand.Forward(x).Relu());
}
