using Referent.Data.Refer;
using Referent.Imaging.Masks;

namespace Referent.Cli.Segmenting;

/// <summary>The mask that a sentence of a dataset means, for the oracle.</summary>
internal sealed class GroundTruth
{
    private readonly string _root;
    private readonly Dictionary<(string File, string Text), (long AnnotationId, Func<RunLengthMask> Mask)> _masks = [];

    private GroundTruth(string root) => _root = root;

    /// <summary>Reads every dataset under a data root.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static GroundTruth Read(string root)
    {
        GroundTruth truth = new(root);
        IReadOnlyList<string> datasets = ReferFiles.DatasetsIn(root);
        if (datasets.Count == 0)
        {
            throw new DirectoryNotFoundException($"{root} holds no dataset; looked for the folders {string.Join(", ", ReferFiles.DatasetNames)}.");
        }

        foreach (ReferDataset dataset in datasets.Select(name => ReferDataset.Load(root, name)))
        {
            truth.Add(dataset);
        }

        return truth;
    }

    /// <exception cref="InvalidDataException">No dataset has this sentence for this picture.</exception>
    public BinaryMask MaskOf(SegmentRequest request) => Find(request).Mask().ToMask();

    /// <summary>Decides the oracle's points: the id of the object's annotation, as in <c>eval</c>.</summary>
    /// <inheritdoc cref="MaskOf" path="/exception"/>
    public long SeedOf(SegmentRequest request) => Find(request).AnnotationId;

    private (long AnnotationId, Func<RunLengthMask> Mask) Find(SegmentRequest request) =>
        _masks.TryGetValue((Path.GetFileName(request.FullPath), request.Text), out (long AnnotationId, Func<RunLengthMask> Mask) found)
            ? found
            : throw new InvalidDataException($"no dataset in {_root} has the sentence {Excerpt.Of(request.Text)} for this picture.");

    private void Add(ReferDataset dataset)
    {
        foreach (Ref reference in dataset.Refs)
        {
            ReferImage image = dataset.Images[reference.ImageId];
            ReferAnnotation annotation = dataset.Annotations[reference.AnnotationId];
            foreach (ReferSentence sentence in reference.Sentences)
            {
                _masks.TryAdd((image.FileName, sentence.Text), (annotation.Id, () => dataset.MaskOf(annotation, MaskConvention.SumIsOne)));
            }
        }
    }
}
