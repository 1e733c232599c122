using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models.Clip;
using Referent.Models.Localisation;

namespace Referent.Prompting;

/// <summary>What a method has to say of a phrase before SAM is asked.</summary>
/// <param name="Points">For SAM; none where the phrase is nowhere.</param>
/// <param name="Score">As <see cref="Segmentation.Score"/>; null where it is what SAM predicts of its mask.</param>
/// <param name="Candidates">Everything that was considered, best first.</param>
/// <param name="Truncated">The phrase was longer than the text encoder takes, and was cut.</param>
/// <param name="Mask">Of the picture's size, where the method needs no SAM.</param>
/// <param name="Peak">Middle of the pixel that answers most, where the method has a map; else <see cref="HighestOf"/> its points.</param>
/// <param name="Response">The map at the picture's size, row by row, 0 to 1, where the method has one.</param>
/// <param name="Box">For SAM, of the picture's pixels; null where the phrase is nowhere, or points say where it is.</param>
/// <param name="Logits">For SAM beside the points: above 0 where the phrase is.</param>
internal sealed record PhrasePrompt(
    IReadOnlyList<ScoredPoint> Points,
    double? Score,
    IReadOnlyList<Candidate> Candidates,
    bool Truncated,
    BinaryMask? Mask = null,
    ImagePoint? Peak = null,
    ReadOnlyMemory<float>? Response = null,
    BoxXyxy? Box = null,
    SimilarityMap? Logits = null)
{
    /// <summary>As <see cref="Segmentation.Presence"/>; null where it is the score.</summary>
    public double? Presence { get; init; }

    /// <summary>The presence up to which the phrase counts as nowhere in the picture.</summary>
    public double MinPresence { get; init; }

    /// <summary>The point on the referent with the highest score, the first of several; null where none is on it.</summary>
    public static ImagePoint? HighestOf(IReadOnlyList<ScoredPoint> points)
    {
        ScoredPoint[] positive = [.. points.Where(point => point.Point.Positive)];
        return positive.Length == 0 ? null : positive.MaxBy(point => point.Score).Point.Position;
    }
}
