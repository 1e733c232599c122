using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// The bilateral prompt of the official program. Differs: texts that all images share are projected once, and texts asked apart get the
/// visual prompt of a single text, the bias of its norm, without computing it.
/// </summary>
internal sealed class ReleasedPrompt : IBilateralPrompt
{
    private readonly (Conv2d Map, InstanceNorm2d Norm)[] _image;
    private readonly Linear[] _text;
    private readonly Conv2d _imageOutput;
    private readonly InstanceNorm2d _imageOutputNorm;
    private readonly Linear _textOutput;
    private readonly int _width;

    /// <param name="weights">The scope <c>attn_fusion</c> of a first stage.</param>
    /// <param name="width">Channels C.</param>
    public ReleasedPrompt(WeightScope weights, int width)
    {
        _image =
        [
            (Conv2d.Create(weights.In("v_proj1.0"), width, width, kernel: 1), InstanceNorm2d.Create(weights.In("v_proj1.1"), width)),
            (Conv2d.Create(weights.In("v_proj2.0"), width, width, kernel: 1), InstanceNorm2d.Create(weights.In("v_proj2.1"), width)),
            (Conv2d.Create(weights.In("v_proj3.0"), width, width, kernel: 1), InstanceNorm2d.Create(weights.In("v_proj3.1"), width)),
        ];
        _text =
        [
            Linear.Create(weights.In("t_proj1.0"), width, width),
            Linear.Create(weights.In("t_proj2.0"), width, width),
            Linear.Create(weights.In("t_proj3.0"), width, width),
        ];
        _imageOutput = Conv2d.Create(weights.In("v_output.0"), width, width, kernel: 1);
        _imageOutputNorm = InstanceNorm2d.Create(weights.In("v_output.1"), width);
        _textOutput = Linear.Create(weights.In("t_output.0"), width, width);
        _width = width;
    }

    /// <inheritdoc/>
    public Tensor Correlate(Tensor image, Tensor texts, TextContext context)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor prompt = context == TextContext.Together ? ImagePrompt(image, texts) : _imageOutputNorm.Bias.Reshape(1, _width, 1, 1);
        Tensor prompted = image.Add(prompt, IBilateralPrompt.Share).Reshape(image.Size(0), _width, -1);            // [B, C, hw]
        return scope.Keep(texts.Add(TextPrompt(image, texts), IBilateralPrompt.Share).MatMul(prompted));
    }

    /// <summary>What the texts say of each place: [B, C, h, w].</summary>
    private Tensor ImagePrompt(Tensor image, Tensor texts)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor query = ImageTokens(0, image).Transpose(1, 2);                                                       // [B, hw, C]
        Tensor key = _text[1].Forward(texts).Relu();                                                                // [B or 1, N, C]
        Tensor value = _text[2].Forward(texts).Relu();                                                              // [B or 1, N, C]
        Tensor attention = query.MatMul(key.Transpose(1, 2)).Mul(1 / Math.Sqrt(_width)).Softmax(2);                 // [B, hw, N]
        Tensor mixed = attention.MatMul(value).Transpose(1, 2).Reshape([.. image.Shape]);                           // [B, C, h, w]
        return scope.Keep(_imageOutputNorm.Forward(_imageOutput.Forward(mixed)));
    }

    /// <summary>What the picture says of each text: [B, N, C].</summary>
    private Tensor TextPrompt(Tensor image, Tensor texts)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor query = _text[0].Forward(texts).Relu();                                                              // [B or 1, N, C]
        Tensor attention = query.MatMul(ImageTokens(1, image)).Mul(1 / Math.Sqrt(_width)).Softmax(2);               // [B, N, hw]
        return scope.Keep(_textOutput.Forward(attention.MatMul(ImageTokens(2, image).Transpose(1, 2))));
    }

    /// <summary>[B, C, h, w] -> [B, C, hw]</summary>
    private Tensor ImageTokens(int which, Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_image[which].Norm.Forward(_image[which].Map.Forward(image)).Relu().Reshape(image.Size(0), _width, -1));
    }
}
