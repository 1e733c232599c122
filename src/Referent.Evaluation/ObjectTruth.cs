using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>One object's ground truth, rasterised.</summary>
/// <param name="AnnotationId">Tells objects of a picture apart.</param>
/// <param name="Mask">By the convention asked for.</param>
/// <param name="UnionMask">By <see cref="MaskConvention.Union"/>; the same instance where both are the same.</param>
/// <param name="Box">As TRIS compares boxes.</param>
internal sealed record ObjectTruth(long AnnotationId, RunLengthMask Mask, RunLengthMask UnionMask, BoxXyxy Box)
{
    /// <summary>Boxes in which a point is right too; overlaps are measured with <see cref="Box"/> alone, as TRIS does.</summary>
    public IReadOnlyList<BoxXyxy> OtherBoxes { get; init; } = [];
}

/// <summary>
/// The ground truth of the pictures in question, each object read once while its picture is among the latest; threads may share it.
/// </summary>
internal sealed class TruthCache(ReferDataset dataset, MaskConvention convention)
{
    /// <summary>Pictures in a generation; two are kept. Chosen: some megabytes, and predictions mostly come picture by picture.</summary>
    private const int Generation = 64;

    private readonly Lock _lock = new();
    private Dictionary<long, ObjectTruth[]> _young = [];
    private Dictionary<long, ObjectTruth[]> _old = [];

    /// <summary>Pictures held now.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Every single object annotated in a picture, referred to or not; crowds are left out unless a ref names them.</summary>
    /// <exception cref="InvalidDataException">A segmentation is damaged or of another size than its picture.</exception>
    public ObjectTruth[] ObjectsOf(long imageId)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(imageId, out ObjectTruth[]? known) || _old.TryGetValue(imageId, out known))
            {
                return known;
            }
        }

        // Outside the lock: two threads may read one picture, to the same end.
        ObjectTruth[] read = ReadImage(imageId);
        lock (_lock)
        {
            if (_young.Count == Generation)
            {
                (_old, _young) = (_young, []);
            }

            _young[imageId] = read;
        }

        return read;
    }

    public ObjectTruth TargetOf(Ref reference) =>
        Array.Find(ObjectsOf(reference.ImageId), truth => truth.AnnotationId == reference.AnnotationId)
        ?? Read(dataset.Annotations[reference.AnnotationId]);

    private ObjectTruth[] ReadImage(long imageId) =>
        [.. dataset.AnnotationsOf(imageId).Where(annotation => !annotation.IsCrowd).Select(Read)];

    private ObjectTruth Read(ReferAnnotation annotation)
    {
        ImageSize size = dataset.Images[annotation.ImageId].Size;
        RunLengthMask mask = annotation.Segmentation.ToMask(size, convention);
        RunLengthMask union = annotation.Segmentation.Kind == SegmentationKind.RunLength || convention == MaskConvention.Union
            ? mask
            : annotation.Segmentation.ToMask(size, MaskConvention.Union);
        return new ObjectTruth(annotation.Id, mask, union, annotation.Box.Truncated) { OtherBoxes = [.. annotation.OtherBoxes.Select(box => box.Truncated)] };
    }
}
