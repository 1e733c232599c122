using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>The bilateral prompt of the official program. Differs: either half may be left out.</summary>
internal sealed class ReleasedPrompt : IBilateralPrompt
{
    private readonly ReleasedImagePrompt? _towardsImage;
    private readonly ReleasedTextPrompt? _towardsText;
    private readonly int _width;

    /// <param name="weights">The scope <c>attn_fusion</c> of a first stage.</param>
    /// <param name="width">Channels C.</param>
    /// <param name="halves">Those that have weights.</param>
    public ReleasedPrompt(WeightScope weights, int width, PromptHalves halves)
    {
        _towardsImage = halves is PromptHalves.Both or PromptHalves.TextToVisual ? new ReleasedImagePrompt(weights, width) : null;
        _towardsText = halves is PromptHalves.Both or PromptHalves.VisualToText ? new ReleasedTextPrompt(weights, width) : null;
        _width = width;
    }

    /// <inheritdoc/>
    public Tensor Correlate(Tensor image, Tensor texts, TextContext context)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor seen = _towardsImage is null ? image : image.Add(_towardsImage.Forward(image, texts, context), IBilateralPrompt.Share);
        Tensor said = _towardsText is null ? texts : texts.Add(_towardsText.Forward(image, texts), IBilateralPrompt.Share);     // [B or 1, N, C]
        return scope.Keep(said.MatMul(seen.Reshape(image.Size(0), _width, -1)));
    }
}
