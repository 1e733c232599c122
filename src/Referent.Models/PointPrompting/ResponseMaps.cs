using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.PointPrompting;

/// <summary>
/// How each image token of CLIP Surgery responds to an expression, to the phrase of its subject, and to that phrase's noun, and how likely it
/// is the noun rather than other things. Source: Li et al. 2023, by <see cref="FeatureSurgery"/>. Differs: each map is standardised, since the
/// generator wants contrast.
/// </summary>
public static class ResponseMaps
{
    /// <summary>Texts R that are looked for.</summary>
    public const int Probes = 3;

    private const double Epsilon = 1e-6;

    /// <summary>Of a cosine, before the softmax over things. Chosen: 10 to 80 find the noun alike (docs/results).</summary>
    private const double Sharpness = 20;

    /// <summary>Cosine from which another thing's name means the noun itself.</summary>
    private const double Same = 0.95;

    /// <param name="projection">CLIP's end of the image tower; borrowed.</param>
    /// <param name="tokens">[B, N, D], patches of CLIP Surgery's local path, before <c>ln_post</c>; borrowed.</param>
    /// <param name="probes">[B, R, E], of unit length; borrowed.</param>
    /// <param name="nothing">[1, E], the empty text, of unit length; borrowed.</param>
    /// <param name="others">[O, E], names of other things, of unit length; or none; borrowed.</param>
    /// <returns>[B, N, R], with others [B, N, R + 1], mean 0 and deviation 1 over the tokens; the caller's.</returns>
    public static Tensor Compute(VisualProjection projection, Tensor tokens, Tensor probes, Tensor nothing, Tensor? others = null)
    {
        ArgumentNullException.ThrowIfNull(projection);
        ArgumentNullException.ThrowIfNull(probes);
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor image = projection.Forward(tokens).Normalise(-1);                                     // [B, N, E]
        Tensor similarity = image.MatMul((probes - nothing).Transpose(1, 2));                        // [B, N, R]
        similarity = others is null ? similarity : Tensor.Cat([similarity, Likelihood(image, probes, others)], 2);
        Tensor centred = similarity - similarity.Mean([1], keepDim: true);
        Tensor variance = centred.Pow(2).Mean([1], keepDim: true);
        return scope.Keep(centred / (variance + Epsilon).Sqrt());
    }

    /// <summary>[B, N, 1]: the logarithm of the likelihood that a token shows the noun, the last probe, among the other things.</summary>
    private static Tensor Likelihood(Tensor image, Tensor probes, Tensor others)
    {
        Tensor noun = probes.Narrow(1, Probes - 1, 1);                                               // [B, 1, E]
        Tensor isSame = noun.MatMul(others.Transpose(0, 1)).GreaterThan(Same);                       // [B, 1, O]
        Tensor ours = image.MatMul(noun.Transpose(1, 2)) * Sharpness;                                // [B, N, 1]
        Tensor theirs = (image.MatMul(others.Transpose(0, 1)) * Sharpness).MaskedFill(isSame, -Sharpness * 2);
        return Tensor.Cat([ours, theirs], 2).LogSoftmax(2).Narrow(2, 0, 1);
    }
}
