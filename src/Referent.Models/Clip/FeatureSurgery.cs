using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>
/// How much each image token speaks of each text, without what it says of every text alike.
/// Source: Li et al. 2023, section 3.3, and its published code. Differs: the redundant part is taken off the texts rather than off
/// the products, which is the same sum in another order.
/// </summary>
public static class FeatureSurgery
{
    /// <summary>Sharpness of the class token's choice among the texts. Source: the published code, clip_feature_surgery.</summary>
    private const double ChoiceScale = 2;

    /// <summary>Similarity to each of several texts; what they share on average is redundant.</summary>
    /// <param name="imageTokens">[B, 1 + P, E], the class token first, of any length but zero; borrowed.</param>
    /// <param name="texts">[N, E], of any length but zero; borrowed.</param>
    /// <returns>[B, 1 + P, N]; the caller's.</returns>
    public static Tensor Similarity(Tensor imageTokens, Tensor texts)
    {
        ArgumentNullException.ThrowIfNull(imageTokens);
        ArgumentNullException.ThrowIfNull(texts);
        using TensorScope scope = TensorScope.Begin();
        Tensor image = imageTokens.Normalise(-1);
        Tensor text = texts.Normalise(-1);
        Tensor choice = (image.Select(1, 0).MatMul(text.Transpose(0, 1)) * ChoiceScale).Softmax(-1);        // [B, N]
        Tensor weights = choice / choice.Mean([-1], keepDim: true);
        Tensor weighted = weights.Unsqueeze(2) * text;                                                      // [B, N, E]
        Tensor distinct = weighted - weighted.Mean([1], keepDim: true);
        return scope.Keep(image.MatMul(distinct.Transpose(1, 2)));
    }

    /// <summary>Similarity to texts taken one by one, less the similarity to a text that says nothing.</summary>
    /// <param name="imageTokens">[B, 1 + P, E], of any length but zero; borrowed.</param>
    /// <param name="texts">[N, E], of any length but zero; borrowed.</param>
    /// <param name="redundant">[1, E], published as the feature of the empty text; borrowed.</param>
    /// <returns>[B, 1 + P, N]; the caller's.</returns>
    public static Tensor Similarity(Tensor imageTokens, Tensor texts, Tensor redundant)
    {
        ArgumentNullException.ThrowIfNull(imageTokens);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(redundant);
        using TensorScope scope = TensorScope.Begin();
        Tensor distinct = texts.Normalise(-1) - redundant.Normalise(-1);
        return scope.Keep(imageTokens.Normalise(-1).MatMul(distinct.Transpose(0, 1)));
    }

    /// <summary>One vector for one text said in several templates: each at unit length, averaged, at unit length again.</summary>
    /// <param name="prompts">[T, E], of any length but zero; borrowed.</param>
    /// <returns>[1, E], of unit length; the caller's.</returns>
    public static Tensor Average(Tensor prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(prompts.Normalise(-1).Mean([0], keepDim: true).Normalise(-1));
    }
}
