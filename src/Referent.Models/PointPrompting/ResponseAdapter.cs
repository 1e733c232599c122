using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>
/// Learns what a frozen CLIP knows badly: residual perceptrons of two layers on image tokens and on texts before they are compared. Fresh ones
/// change nothing. Source: Gao et al. 2021, "CLIP-Adapter", section 3.2. Differs: on every token, each side's output is added with weight 1.
/// </summary>
/// <param name="weights">The scope of the adapter's own parameters; borrowed.</param>
/// <param name="embedDim">Channels E of the shared space.</param>
/// <param name="width">Hidden channels.</param>
public sealed class ResponseAdapter(WeightScope weights, int embedDim, int width)
{
    private readonly Linear _imageDown = Linear.Create(weights.In("image_down"), embedDim, width);
    private readonly Linear _imageUp = Linear.Create(weights.In("image_up"), width, embedDim, initialiser: Initialiser.Zeros);
    private readonly Linear _textDown = Linear.Create(weights.In("text_down"), embedDim, width);
    private readonly Linear _textUp = Linear.Create(weights.In("text_up"), width, embedDim, initialiser: Initialiser.Zeros);

    /// <param name="tokens">[B, N, E], of unit length; borrowed.</param>
    /// <returns>[B, N, E]; the caller's.</returns>
    public Tensor AdaptImage(Tensor tokens) => Adapt(tokens, _imageDown, _imageUp);

    /// <param name="texts">[B, R, E], of unit length; borrowed.</param>
    /// <returns>[B, R, E]; the caller's.</returns>
    public Tensor AdaptText(Tensor texts) => Adapt(texts, _textDown, _textUp);

    /// <summary>Channels of a vector of unit length are made as large as those of a standardised one for the perceptron.</summary>
    private Tensor Adapt(Tensor x, Linear down, Linear up)
    {
        using TensorScope scope = TensorScope.Begin();
        double root = Math.Sqrt(embedDim);
        return scope.Keep(x + (up.Forward(down.Forward(x * root).Relu()) * (1 / root)));
    }
}
