using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// The bilateral prompt as the paper prints it, equations (3) to (5): two attentions over the places, one for each direction, between bare
/// linear maps; each text has a visual prompt of its own. The paper does not say whether the two modalities share maps: here they do not.
/// </summary>
internal sealed class PublishedPrompt : IBilateralPrompt
{
    private readonly Linear[] _image;
    private readonly Linear[] _text;
    private readonly int _width;

    /// <param name="weights">The scope <c>attn_fusion</c> of a first stage.</param>
    /// <param name="width">Channels C.</param>
    public PublishedPrompt(WeightScope weights, int width)
    {
        _image =
        [
            Linear.Create(weights.In("image1"), width, width, bias: false),
            Linear.Create(weights.In("image2"), width, width, bias: false),
            Linear.Create(weights.In("image3"), width, width, bias: false),
        ];
        _text =
        [
            Linear.Create(weights.In("text1"), width, width, bias: false),
            Linear.Create(weights.In("text2"), width, width, bias: false),
            Linear.Create(weights.In("text3"), width, width, bias: false),
        ];
        _width = width;
    }

    /// <inheritdoc/>
    /// <remarks>The texts do not meet whatever the context.</remarks>
    public Tensor Correlate(Tensor image, Tensor texts, TextContext context)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor places = image.Reshape(image.Size(0), _width, -1).Transpose(1, 2);                                   // [B, hw, C]
        Tensor towardsText = Attend(_text[1].Forward(texts), _image[0].Forward(places));                            // [B, N, hw]
        Tensor prompted = texts.Add(towardsText.MatMul(_image[2].Forward(places)), IBilateralPrompt.Share);         // [B, N, C]

        // A place's prompt is a multiple of the text's value, so its product with the text is that multiple of one number for each text.
        Tensor towardsImage = Attend(_text[0].Forward(texts), _image[1].Forward(places));                           // [B, N, hw]
        Tensor value = (_text[2].Forward(texts) * prompted).Sum([2], keepDim: true);                                // [B, N, 1]
        return scope.Keep(prompted.MatMul(places.Transpose(1, 2)).Add(towardsImage * value, IBilateralPrompt.Share));
    }

    /// <summary>[B or 1, N, C], [B, hw, C] -> shares of the places, [B, N, hw]</summary>
    private Tensor Attend(Tensor texts, Tensor places)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(texts.MatMul(places.Transpose(1, 2)).Mul(1 / Math.Sqrt(_width)).Softmax(2));
    }
}
