using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.PointPrompting;

/// <summary>What a bridger gives: fused features, and its narrow ones for the next stage.</summary>
/// <param name="Image">[B, hw, Dv]</param>
/// <param name="Added">[B, hw, Dv], what fusion added to the image.</param>
/// <param name="Words">[B, L, E]</param>
/// <param name="NarrowImage">[B, hw, W] before fusion.</param>
/// <param name="NarrowWords">[B, L, W] before fusion.</param>
internal sealed record BridgedFeatures(Tensor Image, Tensor Added, Tensor Words, Tensor NarrowImage, Tensor NarrowWords);

/// <summary>
/// Lets image tokens and words of one stage see each other in a narrow space, and adds what they learn to both.
/// Source: ETRIS (Xu et al. 2023), section 3.2, ViT variant. Differs: nothing is written back into the text tower, and into the image
/// tower only where <see cref="GeneratorConfig.WriteBack"/> says so; the 1x1 convolutions are linear maps of tokens, which is the same.
/// </summary>
internal sealed class Bridger
{
    private readonly Linear _imageDown;
    private readonly TokenNorm _imageDownNorm;
    private readonly Linear _wordsDown;
    private readonly LayerNorm? _imageJoinNorm;
    private readonly LayerNorm? _wordsJoinNorm;
    private readonly CrossAttention _imageToWords;
    private readonly CrossAttention _wordsToImage;
    private readonly Linear _imageUp;
    private readonly TokenNorm _imageUpNorm;
    private readonly Linear _wordsUp;

    /// <param name="weights">The scope of this stage's bridger.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="isFirst">Whether there is no stage before.</param>
    public Bridger(WeightScope weights, GeneratorConfig config, bool isFirst)
    {
        int width = config.BridgerWidth;
        _imageDown = Linear.Create(weights.In("image_down"), config.VisionWidth, width, bias: false);
        _imageDownNorm = new TokenNorm(weights.In("image_down_norm"), width, config.Norm);
        _wordsDown = Linear.Create(weights.In("words_down"), config.EmbedDim, width);
        _imageJoinNorm = isFirst ? null : LayerNorm.Create(weights.In("image_join_norm"), width, PointGenerator.NormEpsilon);
        _wordsJoinNorm = isFirst ? null : LayerNorm.Create(weights.In("words_join_norm"), width, PointGenerator.NormEpsilon);
        _imageToWords = new CrossAttention(weights.In("image_to_words"), width, config.Heads);
        _wordsToImage = new CrossAttention(weights.In("words_to_image"), width, config.Heads);
        _imageUp = Linear.Create(weights.In("image_up"), width, config.VisionWidth, bias: false);
        _imageUpNorm = new TokenNorm(weights.In("image_up_norm"), config.VisionWidth, config.Norm);
        _wordsUp = Linear.Create(weights.In("words_up"), width, config.EmbedDim);
    }

    /// <param name="image">[B, hw, Dv], patch tokens of this stage.</param>
    /// <param name="words">[B, L, E]</param>
    /// <param name="padding">Bool [B, L]: true where there is no word.</param>
    /// <param name="before">What the stage before gave; none at the first.</param>
    /// <param name="training">Whether batch statistics are used and gathered.</param>
    public BridgedFeatures Forward(Tensor image, Tensor words, Tensor padding, BridgedFeatures? before, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor v = _imageDownNorm.Forward(_imageDown.Forward(image), training).Relu();               // [B, hw, W]
        Tensor t = _wordsDown.Forward(words);                                                        // [B, L, W]
        if (before is not null)
        {
            v = _imageJoinNorm!.Forward(v + before.NarrowImage);
            t = _wordsJoinNorm!.Forward(t + before.NarrowWords);
        }

        Tensor fusedImage = v * _imageToWords.Forward(v, t, padding);
        Tensor fusedWords = t * _wordsToImage.Forward(t, v, padding: null);
        Tensor added = _imageUpNorm.Forward(_imageUp.Forward(fusedImage), training).Relu();
        return new BridgedFeatures(
            scope.Keep(image + added),
            scope.Keep(added),
            scope.Keep(words + _wordsUp.Forward(fusedWords)),
            scope.Keep(v),
            scope.Keep(t));
    }
}
