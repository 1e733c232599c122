using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.PointPrompting;

/// <summary>
/// How each image token of CLIP Surgery responds to an expression, to the phrase of its subject, and to that phrase's noun. Source: Li et
/// al. 2023, by <see cref="FeatureSurgery"/>. Differs: each map is standardised, since the generator wants contrast. The tensors are the
/// caller's.
/// </summary>
/// <param name="Maps">[B, N, R], mean 0 and deviation 1 over the tokens.</param>
/// <param name="Tokens">[B, N, E], what of the picture was compared: of unit length, then adapted.</param>
/// <param name="Texts">[B, R, E], with what: the texts less the empty text, adapted.</param>
public sealed record ResponseMaps(Tensor Maps, Tensor Tokens, Tensor Texts)
{
    /// <summary>Texts R that are looked for.</summary>
    public const int Probes = 3;

    /// <summary>The text among them that is the noun alone.</summary>
    public const int Noun = 2;

    /// <summary>Keeps what is divided by the length of nothing, or by the deviation of a flat map, finite.</summary>
    private const double Epsilon = 1e-6;

    /// <summary>
    /// How sure it is that the picture shows what the noun names: the highest cosine of a token with it. Chosen: it tells nouns of a picture from
    /// those of others better than the generator's scores do (docs/results/20261121-tiny-second-generator.md).
    /// </summary>
    /// <returns>[B], (1 + cosine) / 2; 0.5 for a noun like the empty text. The caller's.</returns>
    public Tensor Presence()
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor noun = Unit(Texts.Narrow(1, Noun, 1));                                                // [B, 1, E]
        Tensor cosines = Unit(Tokens).MatMul(noun.Transpose(1, 2));                                  // [B, N, 1]
        return scope.Keep((cosines.Max([1, 2]) + 1) * 0.5);
    }

    /// <param name="projection">CLIP's end of the image tower; borrowed.</param>
    /// <param name="tokens">[B, N, D], patches of CLIP Surgery's local path, before <c>ln_post</c>; borrowed.</param>
    /// <param name="texts">What is looked for; borrowed.</param>
    /// <param name="adapter">Changes both sides before they are compared; borrowed.</param>
    /// <returns>The caller's.</returns>
    public static ResponseMaps Compute(VisualProjection projection, Tensor tokens, ResponseTexts texts, ResponseAdapter? adapter)
    {
        ArgumentNullException.ThrowIfNull(projection);
        ArgumentNullException.ThrowIfNull(texts);
        using TensorScope scope = TensorScope.Begin();
        Tensor image = projection.Forward(tokens).Normalise(-1);                                     // [B, N, E]
        Tensor probes = texts.Probes - texts.Nothing;                                                // [B, R, E]
        if (adapter is not null)
        {
            (image, probes) = (adapter.AdaptImage(image), adapter.AdaptText(Unit(probes)));
        }

        Tensor similarity = image.MatMul(probes.Transpose(1, 2));                                    // [B, N, R]
        Tensor centred = similarity - similarity.Mean([1], keepDim: true);
        Tensor variance = centred.Pow(2).Mean([1], keepDim: true);
        return new ResponseMaps(scope.Keep(centred / (variance + Epsilon).Sqrt()), scope.Keep(image), scope.Keep(probes));
    }

    /// <summary>Vectors of unit length along the last axis; those of length 0 stay.</summary>
    private static Tensor Unit(Tensor x) => x / (x.Norm(-1, keepDim: true) + Epsilon);
}
