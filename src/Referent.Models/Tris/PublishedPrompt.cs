using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// The bilateral prompt as the paper prints it, equations (3) to (5): two attentions over the places, one for each direction, between bare
/// linear maps; each text has a visual prompt of its own. The paper does not say whether the two modalities share maps: here they do not.
/// Either half may be left out.
/// </summary>
internal sealed class PublishedPrompt : IBilateralPrompt
{
    private readonly (Linear Text, Linear Image, Linear Value)? _towardsText;
    private readonly (Linear Text, Linear Image, Linear Value)? _towardsImage;
    private readonly int _width;

    /// <param name="weights">The scope <c>attn_fusion</c> of a first stage.</param>
    /// <param name="width">Channels C.</param>
    /// <param name="halves">Those that have weights.</param>
    public PublishedPrompt(WeightScope weights, int width, PromptHalves halves)
    {
        _towardsText = halves is PromptHalves.Both or PromptHalves.VisualToText ? (Map("text2"), Map("image1"), Map("image3")) : null;
        _towardsImage = halves is PromptHalves.Both or PromptHalves.TextToVisual ? (Map("text1"), Map("image2"), Map("text3")) : null;
        _width = width;

        Linear Map(string name) => Linear.Create(weights.In(name), width, width, bias: false);
    }

    /// <inheritdoc/>
    /// <remarks>The texts do not meet whatever the context.</remarks>
    public Tensor Correlate(Tensor image, Tensor texts, TextContext context)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor places = image.Reshape(image.Size(0), _width, -1).Transpose(1, 2);                                   // [B, hw, C]
        Tensor prompted = texts;                                                                                    // [B or 1, N, C]
        if (_towardsText is var (text, at, seen))
        {
            Tensor shares = Attend(text.Forward(texts), at.Forward(places));                                        // [B, N, hw]
            prompted = texts.Add(shares.MatMul(seen.Forward(places)), IBilateralPrompt.Share);                      // [B, N, C]
        }

        Tensor products = prompted.MatMul(places.Transpose(1, 2));                                                  // [B, N, hw]
        if (_towardsImage is var (asking, asked, said))
        {
            // A place's prompt is a multiple of the text's value, so its product with the text is that multiple of one number for each text.
            Tensor shares = Attend(asking.Forward(texts), asked.Forward(places));                                   // [B, N, hw]
            Tensor value = (said.Forward(texts) * prompted).Sum([2], keepDim: true);                                // [B, N, 1]
            products = products.Add(shares * value, IBilateralPrompt.Share);
        }

        return scope.Keep(products);
    }

    /// <summary>[B or 1, N, C], [B, hw, C] -> shares of the places, [B, N, hw]</summary>
    private Tensor Attend(Tensor texts, Tensor places)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(texts.MatMul(places.Transpose(1, 2)).Mul(1 / Math.Sqrt(_width)).Softmax(2));
    }
}
