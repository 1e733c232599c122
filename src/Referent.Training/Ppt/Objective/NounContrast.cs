using Referent.Models.PointPrompting;
using Referent.Torch;

namespace Referent.Training.Ppt.Objective;

/// <summary>
/// Each referent's region is told by its noun among the nouns of the batch: cross-entropy of a region's mean token with all of them. It teaches the
/// adapter of the responses names that CLIP's captions hold rarely or never. Source: Radford et al. 2021, section 2.3, for regions.
/// Differs: one direction, equal nouns count as one.
/// </summary>
/// <param name="Responses">Of the batch.</param>
/// <param name="Nouns">B of them.</param>
public sealed record NounContrast(ResponseMaps Responses, IReadOnlyList<string> Nouns)
{
    /// <summary>Chosen: between the 0.01 to which CLIP's is trained and the 0.07 at which it begins (section 2.4); no other was tried.</summary>
    private const double Temperature = 0.05;

    /// <summary>Keeps the logarithm of a share of 0 finite.</summary>
    private const double Epsilon = 1e-4;

    /// <param name="samples">B of them; those without exactly one referent, or without places, do not count.</param>
    /// <returns>Rank 0; 0 where none counts. The innermost scope's.</returns>
    public Tensor Compute(IReadOnlyList<SampleTargets> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        (int Sample, float[] Place)[] referents =
        [
            .. samples.Select((sample, i) => (Sample: i, Place: PlaceOfReferent(sample))).Where(referent => referent.Place.Length > 0),
        ];
        if (referents.Length == 0)
        {
            return Tensor.Zeros([], device: Responses.Tokens.Device);
        }

        // Axes: P regions and as many nouns.
        using TensorScope scope = TensorScope.Begin();
        (int p, Device device) = (referents.Length, Responses.Tokens.Device);
        Tensor rows = Tensor.From<long>([.. referents.Select(referent => (long)referent.Sample)], [p], device);
        Tensor places = Tensor.From<float>([.. referents.SelectMany(referent => referent.Place)], [p, 1, referents[0].Place.Length], device);
        Tensor regions = places.MatMul(Responses.Tokens.IndexSelect(0, rows)).Squeeze(1).Normalise(-1);               // [P, E]
        Tensor nouns = Responses.Texts.Select(1, ResponseMaps.Noun).IndexSelect(0, rows).Normalise(-1);               // [P, E]
        Tensor shares = (regions.MatMul(nouns.Transpose(0, 1)) * (1 / Temperature)).Softmax(-1);                      // [P, P]
        float[] same = [.. referents.SelectMany(row => referents.Select(other => Nouns[row.Sample] == Nouns[other.Sample] ? 1f : 0))];
        Tensor right = (shares * Tensor.From<float>(same, [p, p], device)).Sum([-1]);
        return scope.Keep(-(right + Epsilon).Log().Mean());
    }

    /// <summary>[h * w], the place of a sample's only referent; empty where it has none or several, or no places.</summary>
    private static float[] PlaceOfReferent(SampleTargets sample) =>
        sample.Places.Where((_, at) => sample.Targets[at].Score > 0).ToArray() is [var only] ? only : [];
}
