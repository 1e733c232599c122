using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// Lets each place of a stage gather the words that fit it. Source: Yang et al. 2022 (LAVT), section 3.2, and the official program of TRIS:
/// padding is not masked. Differs: none.
/// </summary>
internal sealed class PixelWordAttention
{
    private readonly Tensor _keyWeight;
    private readonly Tensor _keyBias;
    private readonly Tensor _valueWeight;
    private readonly Tensor _valueBias;
    private readonly Conv2d _query;
    private readonly InstanceNorm2d _queryNorm;
    private readonly Conv2d _image;
    private readonly Conv2d _gathered;
    private readonly InstanceNorm2d _gatheredNorm;
    private readonly Conv2d _output;
    private readonly int _channels;

    /// <param name="weights">The scope of the attention.</param>
    /// <param name="channels">Channels C of the stage.</param>
    /// <param name="textWidth">Channels W of a word.</param>
    public PixelWordAttention(WeightScope weights, int channels, int textWidth)
    {
        (_keyWeight, _keyBias) = PointwiseConv1d(weights.In("Wk"), textWidth, channels);
        (_valueWeight, _valueBias) = PointwiseConv1d(weights.In("Wv"), textWidth, channels);
        _query = Conv2d.Create(weights.In("Wq"), channels, channels, kernel: 1);
        _image = Conv2d.Create(weights.In("Wm"), channels, channels, kernel: 1);
        _gathered = Conv2d.Create(weights.In("Ww"), channels, channels, kernel: 1);
        _output = Conv2d.Create(weights.In("Wo"), channels, channels, kernel: 1);
        _queryNorm = InstanceNorm2d.Create(weights.In("ins_q"), channels);
        _gatheredNorm = InstanceNorm2d.Create(weights.In("ins_w"), channels);
        _channels = channels;
    }

    /// <param name="x">[B, C, H, W], or [1, C, H, W] for all texts.</param>
    /// <param name="words">[B, L, W]</param>
    /// <returns>[B, C, H, W]</returns>
    public Tensor Forward(Tensor x, Tensor words)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor query = _queryNorm.Forward(_query.Forward(x)).Reshape(x.Size(0), _channels, -1).Transpose(1, 2);     // [B or 1, HW, C]
        Tensor key = words.Linear(_keyWeight.Squeeze(2), _keyBias);                                                 // [B, L, C]
        Tensor value = words.Linear(_valueWeight.Squeeze(2), _valueBias);                                           // [B, L, C]
        Tensor attention = query.MatMul(key.Transpose(1, 2)).Mul(1 / Math.Sqrt(_channels)).Softmax(2);              // [B, HW, L]
        Tensor gathered = attention.MatMul(value).Transpose(1, 2).Reshape(words.Size(0), _channels, x.Size(2), x.Size(3));
        Tensor mixed = _image.Forward(x).Relu() * _gatheredNorm.Forward(_gathered.Forward(gathered));
        return scope.Keep(_output.Forward(mixed).Relu() + x);
    }

    /// <summary>The weight [Out, In, 1] and bias of a 1-D convolution over words, which is the same affine map of each word.</summary>
    private static (Tensor Weight, Tensor Bias) PointwiseConv1d(WeightScope weights, int inputs, int outputs) => (
        weights.Parameter("weight", Initialiser.FanIn(inputs), outputs, inputs, 1),
        weights.Parameter("bias", Initialiser.Zeros, outputs));
}
