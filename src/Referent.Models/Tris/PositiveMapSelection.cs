using Referent.Torch;

namespace Referent.Models.Tris;

/// <summary>
/// Which of the maps of one object's sentences is its pseudo-label: the one through which the picture fits all its sentences best.
/// Source: TRIS, section 3.4, PRMS.
/// </summary>
public static class PositiveMapSelection
{
    /// <summary>Keeps a map without response from dividing by 0. Source: the official program, as in <see cref="ResponseMap"/>.</summary>
    private const double MaximumFloor = 1e-5;

    /// <param name="pictures">[M, E]: a frozen CLIP's vector of the picture seen through the map of each sentence
    /// (<see cref="MaskedPicture"/>), of any length but zero; borrowed.</param>
    /// <param name="sentences">[M, E]: its vectors of the sentences; borrowed.</param>
    /// <returns>For each map the sum of its cosines with all sentences, its own included.</returns>
    /// <exception cref="ArgumentException">There are not as many pictures as sentences, or none.</exception>
    public static IReadOnlyList<float> Scores(Tensor pictures, Tensor sentences)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(sentences);
        if (pictures.Rank != 2 || pictures.Size(0) < 1 || !pictures.Shape.SequenceEqual(sentences.Shape))
        {
            throw new ArgumentException($"Pictures and sentences are [M, E], not {pictures} and {sentences}.", nameof(pictures));
        }

        using TensorScope scope = TensorScope.Begin();
        return pictures.Normalise(1).MatMul(sentences.Normalise(1).Transpose(0, 1)).Sum([1]).ToArray<float>();
    }

    /// <summary>The map with the greatest score, the first of several.</summary>
    /// <inheritdoc cref="Scores"/>
    /// <returns>Its index.</returns>
    public static int Choose(Tensor pictures, Tensor sentences)
    {
        float[] scores = [.. Scores(pictures, sentences)];
        return Array.IndexOf(scores, scores.Max());
    }

    /// <summary>What the picture is seen through, of one sentence.</summary>
    /// <param name="output">[B, 1, H, W]: rectified logits of the first stage; borrowed.</param>
    /// <param name="shade">How strong a response shows everything.</param>
    /// <returns>[B, 1, H, W]; the caller's.</returns>
    public static Tensor Shade(Tensor output, MapShade shade = MapShade.Normalised)
    {
        ArgumentNullException.ThrowIfNull(output);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(shade == MapShade.AsReleased ? output.Clone() : output / (output.Max([2, 3], keepDim: true) + MaximumFloor));
    }
}

/// <summary>How a response shows the picture when maps are selected.</summary>
public enum MapShade
{
    /// <summary>The strongest response shows it as it is, weaker ones a share of it.</summary>
    Normalised,

    /// <summary>As the official program: pixels are multiplied by logits, which may be far above 1.</summary>
    AsReleased,
}
