using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.PointPrompting;

/// <summary>
/// How each image token of CLIP Surgery responds to an expression, to the phrase of its subject, and to that phrase's noun. Source: Li et al. 2023, by <see cref="FeatureSurgery"/>. Differs: each map is standardised, since the
/// generator wants contrast.
/// </summary>
public static class ResponseMaps
{
    /// <summary>Texts R that are looked for.</summary>
    public const int Probes = 3;

    private const double Epsilon = 1e-6;

    /// <param name="projection">CLIP's end of the image tower; borrowed.</param>
    /// <param name="tokens">[B, N, D], patches of CLIP Surgery's local path, before <c>ln_post</c>; borrowed.</param>
    /// <param name="probes">[B, R, E], of unit length; borrowed.</param>
    /// <param name="nothing">[1, E], the empty text, of unit length; borrowed.</param>
    /// <returns>[B, N, R], mean 0 and deviation 1 over the tokens; the caller's.</returns>
    public static Tensor Compute(VisualProjection projection, Tensor tokens, Tensor probes, Tensor nothing)
    {
        ArgumentNullException.ThrowIfNull(projection);
        ArgumentNullException.ThrowIfNull(probes);
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor image = projection.Forward(tokens).Normalise(-1);                                     // [B, N, E]
        Tensor similarity = image.MatMul((probes - nothing).Transpose(1, 2));                        // [B, N, R]
        Tensor centred = similarity - similarity.Mean([1], keepDim: true);
        Tensor variance = centred.Pow(2).Mean([1], keepDim: true);
        return scope.Keep(centred / (variance + Epsilon).Sqrt());
    }
}
