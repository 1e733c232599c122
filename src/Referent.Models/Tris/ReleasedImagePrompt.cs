using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// The half of the official program's prompt that goes from texts to places. Differs: texts asked apart get the visual prompt of a single
/// text, the bias of its norm, without computing it.
/// </summary>
/// <param name="weights">The scope <c>attn_fusion</c> of a first stage.</param>
/// <param name="width">Channels C.</param>
internal sealed class ReleasedImagePrompt(WeightScope weights, int width)
{
    private readonly NormedProjection _query = new(weights.In("v_proj1"), width);
    private readonly Linear _key = Linear.Create(weights.In("t_proj2.0"), width, width);
    private readonly Linear _value = Linear.Create(weights.In("t_proj3.0"), width, width);
    private readonly Conv2d _output = Conv2d.Create(weights.In("v_output.0"), width, width, kernel: 1);
    private readonly InstanceNorm2d _norm = InstanceNorm2d.Create(weights.In("v_output.1"), width);

    /// <summary>What the texts say of each place.</summary>
    /// <returns>[B, C, h, w], or [1, C, 1, 1] where the texts are asked apart; the caller's.</returns>
    /// <inheritdoc cref="IBilateralPrompt.Correlate" path="/param"/>
    public Tensor Forward(Tensor image, Tensor texts, TextContext context)
    {
        if (context == TextContext.Apart)
        {
            return _norm.Bias.Reshape(1, width, 1, 1);
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor query = _query.Forward(image).Transpose(1, 2);                                                       // [B, hw, C]
        Tensor key = _key.Forward(texts).Relu();                                                                    // [B or 1, N, C]
        Tensor value = _value.Forward(texts).Relu();                                                                // [B or 1, N, C]
        Tensor attention = query.MatMul(key.Transpose(1, 2)).Mul(1 / Math.Sqrt(width)).Softmax(2);                  // [B, hw, N]
        Tensor mixed = attention.MatMul(value).Transpose(1, 2).Reshape([.. image.Shape]);                           // [B, C, h, w]
        return scope.Keep(_norm.Forward(_output.Forward(mixed)));
    }
}
