using System.Collections.Concurrent;
using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>One object's ground truth, rasterised.</summary>
/// <param name="AnnotationId">Tells objects of a picture apart.</param>
/// <param name="Mask">By the convention asked for.</param>
/// <param name="UnionMask">By <see cref="MaskConvention.Union"/>; the same instance where both are the same.</param>
/// <param name="Box">As TRIS compares boxes.</param>
internal sealed record ObjectTruth(long AnnotationId, RunLengthMask Mask, RunLengthMask UnionMask, BoxXyxy Box);

/// <summary>The ground truth of the pictures in question, each object read once; threads may share it.</summary>
internal sealed class TruthCache(ReferDataset dataset, MaskConvention convention)
{
    private readonly ConcurrentDictionary<long, ObjectTruth[]> _objects = new();

    /// <summary>Every single object annotated in a picture, referred to or not; crowds are left out unless a ref names them.</summary>
    /// <exception cref="InvalidDataException">A segmentation is damaged or of another size than its picture.</exception>
    /// <exception cref="NotSupportedException">A segmentation is a list of polygons.</exception>
    public ObjectTruth[] ObjectsOf(long imageId) => _objects.GetOrAdd(imageId, ReadImage);

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
        return new ObjectTruth(annotation.Id, mask, union, annotation.Box.Truncated);
    }
}
