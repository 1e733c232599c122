using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>One object's ground truth, rasterised.</summary>
/// <param name="AnnotationId">Tells objects of a picture apart.</param>
/// <param name="Mask">By the convention asked for.</param>
/// <param name="UnionMask">By <see cref="MaskConvention.Union"/>; the same instance where both are the same.</param>
/// <param name="PointMask">Where a point is right; mostly the same instance as <paramref name="Mask"/>.</param>
/// <param name="Box">As TRIS compares boxes.</param>
internal sealed record ObjectTruth(long AnnotationId, RunLengthMask Mask, RunLengthMask UnionMask, RunLengthMask PointMask, BoxXyxy Box)
{
    /// <summary>Boxes in which a point is right too; overlaps are measured with <see cref="Box"/> alone, as TRIS does.</summary>
    public IReadOnlyList<BoxXyxy> OtherBoxes { get; init; } = [];
}
