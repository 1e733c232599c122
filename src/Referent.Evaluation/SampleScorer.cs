using Referent.Data.Refer;
using Referent.Evaluation.Metrics;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>Scores one prediction against one object, on run lengths throughout.</summary>
/// <remarks>
/// Source of pointM, pointIt and the boxes: TRIS <c>validate.py</c>. Its point is the first pixel, row by row, with the highest score; a
/// mask alone is its own score map, so there it is the mask's first pixel, and (0, 0) where the mask is empty.
/// </remarks>
internal static class SampleScorer
{
    /// <summary>Overlap above which a box counts as right. Source: TRIS <c>eval_box_acc</c>.</summary>
    private const double BoxThreshold = 0.5;

    public static SampleScore Score(
        Ref reference,
        ReferSentence sentence,
        string? category,
        RunLengthMask prediction,
        PixelPosition? peak,
        ObjectTruth target,
        IReadOnlyList<ObjectTruth> inImage)
    {
        MaskSegments segments = new(prediction);
        PixelPosition point = peak ?? FirstPixel(segments);
        IReadOnlyList<BoxXyxy> boxes = BoxProposals.From(segments, prediction.Area);
        BoxXyxy boxAtPoint = boxes.LastOrDefault(box => BoxOverlap.Covers(box, point), boxes[0]);
        MaskPair pair = Compare(prediction, target.Mask);
        return new SampleScore
        {
            SentenceId = sentence.Id,
            RefId = reference.Id,
            ImageId = reference.ImageId,
            Sentence = sentence.Text,
            Category = category,
            ObjectArea = target.UnionMask.Area,
            Intersection = pair.Intersection,
            Union = pair.Union,
            UnionConvention = ReferenceEquals(target.Mask, target.UnionMask) ? pair : Compare(prediction, target.UnionMask),
            PointM = Holds(target.PointMask, point),
            PointIt = target.OtherBoxes.Prepend(target.Box).Any(box => BoxOverlap.Covers(box, point)),
            BoxIou = BoxOverlap.Iou(boxAtPoint, target.Box),
            AccBox = boxes.Any(box => BoxOverlap.Iou(box, target.Box) > BoxThreshold),
            Coverage = Covered(prediction, target.Mask),
            Spill = inImage.Where(other => other.AnnotationId != target.AnnotationId)
                .Select(other => Covered(prediction, other.Mask)).DefaultIfEmpty().Max(),
        };
    }

    /// <summary>The score of a sentence without a prediction, or one that cannot be scored: 0 throughout.</summary>
    /// <param name="target">Null where it is damaged: its area counts as 0.</param>
    public static SampleScore Missing(Ref reference, ReferSentence sentence, string? category, ObjectTruth? target) => new()
    {
        SentenceId = sentence.Id,
        RefId = reference.Id,
        ImageId = reference.ImageId,
        Sentence = sentence.Text,
        Category = category,
        ObjectArea = target?.UnionMask.Area ?? 0,
        Missing = true,
        Union = target?.Mask.Area ?? 0,
        UnionConvention = new MaskPair(0, target?.UnionMask.Area ?? 0),
    };

    private static MaskPair Compare(RunLengthMask a, RunLengthMask b)
    {
        long shared = MaskAlgebra.IntersectionArea(a, b);
        return new MaskPair(shared, a.Area + b.Area - shared);
    }

    private static double Covered(RunLengthMask prediction, RunLengthMask target) =>
        target.Area == 0 ? 0 : (double)MaskAlgebra.IntersectionArea(prediction, target) / target.Area;

    private static bool Holds(RunLengthMask mask, PixelPosition point)
    {
        long index = ((long)point.X * mask.Size.Height) + point.Y;
        bool inside = true;
        foreach (int count in mask.Counts)
        {
            inside = !inside;
            index -= count;
            if (index < 0)
            {
                break;
            }
        }

        return inside;
    }

    private static PixelPosition FirstPixel(MaskSegments segments)
    {
        PixelPosition? first = null;
        for (int i = 0; i < segments.Count; i++)
        {
            MaskSegment segment = segments[i];
            if (segment.Inside && (first is not { } best || segment.Top < best.Y))
            {
                first = new PixelPosition(segment.X, segment.Top);
            }
        }

        return first ?? new PixelPosition(0, 0);
    }
}
