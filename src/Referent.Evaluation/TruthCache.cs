using Referent.Data.Refer;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>What scoring reads of a picture.</summary>
/// <param name="Objects">Every single object annotated in it that is not damaged, referred to or not.</param>
/// <param name="Fault">The damaged ones, one after the other; null where there is none.</param>
internal sealed record PictureTruth(IReadOnlyList<ObjectTruth> Objects, string? Fault);

/// <summary>What scoring reads for a ref.</summary>
/// <param name="Target">Its object; null where that is damaged.</param>
/// <param name="InImage">As <see cref="PictureTruth.Objects"/>.</param>
/// <param name="Fault">Why predictions for the ref cannot be scored; null where they can.</param>
internal sealed record RefTruth(ObjectTruth? Target, IReadOnlyList<ObjectTruth> InImage, string? Fault);

/// <summary>
/// The ground truth of the pictures in question, each object read once while its picture is among the latest; threads may share it.
/// </summary>
internal sealed class TruthCache(ReferDataset dataset, MaskConvention convention)
{
    /// <summary>Pictures in a generation; two are kept. Chosen: some megabytes, and predictions mostly come picture by picture.</summary>
    private const int Generation = 64;

    private readonly Lock _lock = new();
    private Dictionary<long, PictureTruth> _young = [];
    private Dictionary<long, PictureTruth> _old = [];

    /// <summary>Pictures held now.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>The objects of a picture; crowds are left out unless a ref names them.</summary>
    public PictureTruth OfPicture(long imageId)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(imageId, out PictureTruth? known) || _old.TryGetValue(imageId, out known))
            {
                return known;
            }
        }

        // Outside the lock: two threads may read one picture, to the same end.
        PictureTruth read = Read([.. dataset.AnnotationsOf(imageId).Where(annotation => !annotation.IsCrowd)]);
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

    public RefTruth Of(Ref reference)
    {
        PictureTruth picture = OfPicture(reference.ImageId);
        ReferAnnotation annotation = dataset.Annotations[reference.AnnotationId];
        if (annotation.ImageId != reference.ImageId)
        {
            return new RefTruth(
                null,
                picture.Objects,
                $"{dataset.Files.RefsPath}: ref {reference.Id} is about image {reference.ImageId}, "
                + $"its annotation {annotation.Id} about {annotation.ImageId}.");
        }

        PictureTruth target = annotation.IsCrowd ? Read([annotation]) : picture;
        ObjectTruth? own = target.Objects.FirstOrDefault(truth => truth.AnnotationId == annotation.Id);
        return new RefTruth(own, picture.Objects, picture.Fault ?? target.Fault);
    }

    private PictureTruth Read(ReferAnnotation[] annotations)
    {
        List<ObjectTruth> objects = [];
        List<string> faults = [];
        foreach (ReferAnnotation annotation in annotations)
        {
            try
            {
                objects.Add(Read(annotation));
            }
            catch (InvalidDataException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return new PictureTruth(objects, faults.Count == 0 ? null : string.Join(' ', faults));
    }

    /// <exception cref="InvalidDataException">The segmentation is damaged or of another size than its picture.</exception>
    private ObjectTruth Read(ReferAnnotation annotation)
    {
        RunLengthMask mask = dataset.MaskOf(annotation, convention);
        bool asUnion = convention == MaskConvention.Union || annotation.Segmentation.Kind == SegmentationKind.RunLength;
        RunLengthMask union = asUnion ? mask : dataset.MaskOf(annotation, MaskConvention.Union);
        RunLengthMask point = annotation.Segmentation.IsRunLengthList ? annotation.Segmentation.ToPointMask(mask.Size, convention) : mask;
        return new ObjectTruth(annotation.Id, mask, union, point, annotation.Box.Truncated)
        {
            OtherBoxes = [.. annotation.OtherBoxes.Select(box => box.Truncated)],
        };
    }
}
