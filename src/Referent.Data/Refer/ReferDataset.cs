using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.Refer;

/// <summary>
/// A referring-segmentation dataset with its ground truth, in the layout of RefCOCO or of ReferIt: who is meant where, by which sentences.
/// For evaluation; training gets a <see cref="TrainingView"/>.
/// </summary>
/// <remarks>Source: the REFER toolkit's <c>refer.py</c>. Differs: a ref whose image or annotation is absent is an error.</remarks>
public sealed class ReferDataset
{
    private readonly ILookup<long, ReferAnnotation> _annotationsOfImage;

    private ReferDataset(ReferFiles files, IReadOnlyList<Ref> refs, ReferObjects objects)
    {
        Files = files;
        Refs = refs;
        Categories = objects.Categories;
        Annotations = Index(files, objects.Annotations, annotation => annotation.Id, "annotation");
        Images = Index(files, objects.Images, image => image.Id, "image");
        _annotationsOfImage = objects.Annotations.ToLookup(annotation => annotation.ImageId);
        CheckReferences();
    }

    /// <summary>What was loaded, and from where.</summary>
    public ReferFiles Files { get; }

    /// <summary>All refs of all splits, in the file's order.</summary>
    public IReadOnlyList<Ref> Refs { get; }

    /// <summary>By image id.</summary>
    public IReadOnlyDictionary<long, ReferImage> Images { get; }

    /// <summary>By annotation id.</summary>
    public IReadOnlyDictionary<long, ReferAnnotation> Annotations { get; }

    /// <summary>Class names by category id.</summary>
    public IReadOnlyDictionary<long, string> Categories { get; }

    /// <summary>Loads a dataset. RefCOCO takes about a second.</summary>
    /// <param name="root">The data root, in either <see cref="ReferLayout"/>.</param>
    /// <param name="dataset">One of <see cref="ReferFiles.DatasetNames"/>.</param>
    /// <param name="splitBy">Null: the only refs file there, else <c>unc</c> (refcoco, refcoco+) or <c>umd</c> (refcocog).</param>
    /// <exception cref="ArgumentException">No such dataset name.</exception>
    /// <exception cref="IOException">A file is missing; the message lists what was looked for.</exception>
    /// <exception cref="FormatException">The refs file is not a pickle of plain data.</exception>
    /// <exception cref="InvalidDataException">A file lacks a field or refers to something absent.</exception>
    public static ReferDataset Load(string root, string dataset, string? splitBy = null)
    {
        return Load(ReferFiles.Locate(root, dataset, splitBy));
    }

    /// <summary>Loads a dataset whose files are found already.</summary>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="FormatException">The refs file is not a pickle of plain data.</exception>
    /// <exception cref="InvalidDataException">A file lacks a field or refers to something absent.</exception>
    public static ReferDataset Load(ReferFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        (IReadOnlyList<Ref> refs, ReferObjects objects) = files.Dataset == ReferFiles.ReferIt
            ? ReferItFiles.Read(files)
            : (RefsFile.Read(files.RefsPath), ReferObjects.Read(files));
        return new ReferDataset(files, refs, objects);
    }

    /// <summary>The refs of a split, by the rules of <see cref="ReferSplit"/>, in the file's order.</summary>
    /// <exception cref="ArgumentException">No ref belongs to it; the message lists the splits present.</exception>
    public IReadOnlyList<Ref> InSplit(string split) => ReferSplit.Select(Refs, split);

    /// <summary>Everything annotated in a picture, referred to or not.</summary>
    public IEnumerable<ReferAnnotation> AnnotationsOf(long imageId) => _annotationsOfImage[imageId];

    /// <summary>
    /// What scoring reads of some pictures: every single object annotated in them, referred to or not, and the crowds among those that are
    /// referred to.
    /// </summary>
    /// <param name="refs">About the pictures.</param>
    public IEnumerable<ReferAnnotation> ScoredAnnotations(IReadOnlyList<Ref> refs)
    {
        HashSet<long> referred = [.. refs.Select(reference => reference.AnnotationId)];
        HashSet<long> pictures = [.. refs.Select(reference => reference.ImageId)];
        return Annotations.Values.Where(annotation =>
            referred.Contains(annotation.Id) || (!annotation.IsCrowd && pictures.Contains(annotation.ImageId)));
    }

    /// <summary>An object's mask at the size of its picture.</summary>
    /// <exception cref="InvalidDataException">
    /// It is damaged or of another size than its picture, or that is not listed; the message names the file.
    /// </exception>
    public RunLengthMask MaskOf(ReferAnnotation annotation, MaskConvention convention)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        try
        {
            return annotation.Segmentation.ToMask(SizeOf(annotation), convention);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{Files.InstancesPath}: {fault.Message}");
        }
    }

    /// <summary>The size of the picture that an object lies in.</summary>
    /// <exception cref="InvalidDataException">The picture is not listed.</exception>
    public ImageSize SizeOf(ReferAnnotation annotation)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        return Images.TryGetValue(annotation.ImageId, out ReferImage? image)
            ? image.Size
            : throw new InvalidDataException($"Annotation {annotation.Id}: its picture {annotation.ImageId} is not listed.");
    }

    private static Dictionary<long, T> Index<T>(ReferFiles files, IEnumerable<T> items, Func<T, long> id, string kind)
    {
        Dictionary<long, T> index = [];
        foreach (T item in items)
        {
            if (!index.TryAdd(id(item), item))
            {
                throw new InvalidDataException($"{files.InstancesPath}: two of kind {kind} have the id {id(item)}.");
            }
        }

        return index;
    }

    private void CheckReferences()
    {
        foreach (Ref reference in Refs)
        {
            if (!Annotations.ContainsKey(reference.AnnotationId) || !Images.ContainsKey(reference.ImageId))
            {
                throw new InvalidDataException(
                    $"{Files.InstancesPath} lacks annotation {reference.AnnotationId} or image {reference.ImageId} of ref {reference.Id}; "
                    + "do the two files belong together?");
            }
        }
    }
}
