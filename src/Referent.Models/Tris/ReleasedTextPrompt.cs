using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// The half of the official program's prompt that goes from places to texts. Differs: texts that all images share are projected once.
/// </summary>
/// <param name="weights">The scope <c>attn_fusion</c> of a first stage.</param>
/// <param name="width">Channels C.</param>
internal sealed class ReleasedTextPrompt(WeightScope weights, int width)
{
    private readonly Linear _query = Linear.Create(weights.In("t_proj1.0"), width, width);
    private readonly NormedProjection _key = new(weights.In("v_proj2"), width);
    private readonly NormedProjection _value = new(weights.In("v_proj3"), width);
    private readonly Linear _output = Linear.Create(weights.In("t_output.0"), width, width);

    /// <summary>What the picture says of each text.</summary>
    /// <returns>[B, N, C]; the caller's.</returns>
    /// <inheritdoc cref="IBilateralPrompt.Correlate" path="/param"/>
    public Tensor Forward(Tensor image, Tensor texts)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor query = _query.Forward(texts).Relu();                                                                // [B or 1, N, C]
        Tensor attention = query.MatMul(_key.Forward(image)).Mul(1 / Math.Sqrt(width)).Softmax(2);                  // [B, N, hw]
        return scope.Keep(_output.Forward(attention.MatMul(_value.Forward(image).Transpose(1, 2))));
    }
}
