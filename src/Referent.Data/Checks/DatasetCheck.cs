using Referent.Data.Refer;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.Checks;

/// <summary>What was found when a dataset was looked through.</summary>
/// <param name="Counts">By split; empty if it could not be loaded.</param>
/// <param name="Published">What should be there, where it is known.</param>
/// <param name="Faults">Why numbers measured on it would not be those of the dataset; one line each.</param>
/// <param name="Notes">What one should know and need not mend.</param>
public sealed record DatasetFindings(
    IReadOnlyList<SplitCounts> Counts, IReadOnlyList<SplitCounts> Published, IReadOnlyList<string> Faults, IReadOnlyList<string> Notes)
{
    /// <summary>Whether an evaluation on it means what its name says.</summary>
    public bool IsTrusted => Faults.Count == 0;
}

/// <summary>Looks through a dataset: its files, counts, splits, pictures and masks. It decodes every picture that a ref is about.</summary>
public sealed class DatasetCheck
{
    /// <summary>Splits whose pictures overlap by design: objects were shared out, not pictures.</summary>
    private const string OverlappingSplitBy = "google";

    private readonly List<string> _faults = [];
    private readonly List<string> _notes = [];

    private DatasetCheck()
    {
    }

    /// <param name="files">Where it is.</param>
    /// <param name="progress">Told after every picture, from any thread.</param>
    /// <param name="stop">Ends between two pictures.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static DatasetFindings Run(ReferFiles files, IProgress<(int Done, int Total)>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        IReadOnlyList<SplitCounts> published = PublishedCounts.Of(files.Dataset, files.SplitBy);
        ReferDataset dataset;
        try
        {
            dataset = ReferDataset.Load(files);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            return new DatasetFindings([], published, [fault.Message], []);
        }

        IReadOnlyList<SplitCounts> counts = SplitCounts.Of(dataset.Refs);
        DatasetCheck check = new();
        check.CompareCounts(counts, published);
        check.CheckIds(dataset);
        check.CheckSplits(dataset);
        check.CheckMasks(dataset);
        check.CheckPictures(dataset, progress, stop);
        return new DatasetFindings(counts, published, check._faults, check._notes);
    }

    private void CompareCounts(IReadOnlyList<SplitCounts> counts, IReadOnlyList<SplitCounts> published)
    {
        foreach (SplitCounts expected in published)
        {
            SplitCounts found = counts.FirstOrDefault(item => item.Split == expected.Split) ?? new SplitCounts(expected.Split, 0, 0, 0);
            if (found != expected)
            {
                _faults.Add($"split {expected.Split} is not the published one: other numbers of pictures, refs or sentences.");
            }
        }

        if (published.Count == 0)
        {
            _notes.Add("no published numbers to compare with.");
        }
    }

    private void CheckIds(ReferDataset dataset)
    {
        Fault("refs share their id with another", Repeated(dataset.Refs.Select(reference => reference.Id)));
        Fault("sentences share their id with another", Repeated(dataset.Refs.SelectMany(reference => reference.Sentences).Select(sentence => sentence.Id)));
        Fault("refs name another picture than their annotation does", from reference in dataset.Refs
                                                                      where dataset.Annotations[reference.AnnotationId].ImageId != reference.ImageId
                                                                      select $"ref {reference.Id}");
        Note("refs have no sentence", dataset.Refs.Where(reference => reference.Sentences.Count == 0).Select(reference => $"ref {reference.Id}"));
        Note("sentences are empty", from reference in dataset.Refs
                                    from sentence in reference.Sentences
                                    where string.IsNullOrWhiteSpace(sentence.Text)
                                    select $"sentence {sentence.Id}");

        static IEnumerable<string> Repeated(IEnumerable<long> ids) => from id in ids group id by id into same where same.Count() > 1 select $"{same.Key}";
    }

    private void CheckSplits(ReferDataset dataset)
    {
        // ReferIt's small objects are those of the test's own pictures.
        HashSet<long>[] pictures = [.. Splits().Select(split => split.Select(reference => reference.ImageId).ToHashSet())];
        string[] names = [.. Splits().Select(split => split.Key)];
        for (int a = 0; a < names.Length; a++)
        {
            for (int b = a + 1; b < names.Length; b++)
            {
                int shared = pictures[a].Count(pictures[b].Contains);
                if (shared > 0)
                {
                    bool known = dataset.Files.SplitBy == OverlappingSplitBy;
                    (known ? _notes : _faults).Add(
                        $"splits {names[a]} and {names[b]} share {shared} pictures{(known ? ", as is known of the google split: what was trained on one has seen pictures of the other" : "")}.");
                }
            }
        }

        IEnumerable<IGrouping<string, Ref>> Splits() => dataset.Refs.GroupBy(reference => reference.Split).Where(split => split.Key != ReferItFiles.SmallSplit);
    }

    private void CheckMasks(ReferDataset dataset)
    {
        ReferAnnotation[] referred = [.. dataset.Refs.Select(reference => reference.AnnotationId).Distinct().Select(id => dataset.Annotations[id])];
        (string? Damage, string? Empty)[] found =
        [
            .. referred.AsParallel().AsOrdered().Select(annotation =>
            {
                try
                {
                    RunLengthMask mask = annotation.Segmentation.ToMask(SizeOf(annotation), MaskConvention.Union);
                    return ((string?)null, mask.Area == 0 ? $"annotation {annotation.Id}" : null);
                }
                catch (InvalidDataException fault)
                {
                    return (fault.Message, null);
                }
            }),
        ];
        Fault("referred objects have no readable mask", found.Select(item => item.Damage).OfType<string>());
        Note("referred objects have an empty mask", found.Select(item => item.Empty).OfType<string>());

        ImageSize SizeOf(ReferAnnotation annotation) => dataset.Images.TryGetValue(annotation.ImageId, out ReferImage? image)
            ? image.Size
            : throw new InvalidDataException($"annotation {annotation.Id}: its picture {annotation.ImageId} is not listed");
    }

    private void CheckPictures(ReferDataset dataset, IProgress<(int Done, int Total)>? progress, CancellationToken stop)
    {
        ReferImage[] pictures = [.. dataset.Refs.Select(reference => reference.ImageId).Distinct().Select(id => dataset.Images[id])];
        int done = 0;
        (PictureFault Kind, string Text)[] found =
        [
            .. pictures.AsParallel().AsOrdered().WithCancellation(stop).Select(picture =>
            {
                (PictureFault, string) result = Look(picture);
                progress?.Report((Interlocked.Increment(ref done), pictures.Length));
                return result;
            }),
        ];
        string[] missing = [.. Of(PictureFault.Missing)];
        if (missing.Length == pictures.Length && missing.Length > 0)
        {
            _faults.Add($"none of the {missing.Length} pictures is there; they are looked for in {dataset.Files.ImageFolder}. Scoring masks does without them.");
        }
        else
        {
            Fault("pictures are missing", missing);
        }

        Fault("pictures cannot be read", Of(PictureFault.Unreadable));
        Fault("pictures have another size than their annotations", Of(PictureFault.OtherSize));

        IEnumerable<string> Of(PictureFault kind) => found.Where(item => item.Kind == kind).Select(item => item.Text);
    }

    private static (PictureFault Kind, string Text) Look(ReferImage picture)
    {
        if (!File.Exists(picture.Path))
        {
            return (PictureFault.Missing, picture.FileName);
        }

        try
        {
            ImageSize size = ImageDecoder.ReadFile(picture.Path).Size;
            return size == picture.Size ? (PictureFault.None, "") : (PictureFault.OtherSize, $"{picture.FileName} ({size}, annotated {picture.Size})");
        }
        catch (Exception fault) when (fault is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return (PictureFault.Unreadable, picture.FileName);
        }
    }

    private void Fault(string what, IEnumerable<string> items) => Add(_faults, what, [.. items]);

    private void Note(string what, IEnumerable<string> items) => Add(_notes, what, [.. items]);

    private static void Add(List<string> list, string what, string[] items)
    {
        const int Shown = 5;
        if (items.Length > 0)
        {
            list.Add($"{items.Length} {what}: {string.Join(", ", items.Take(Shown))}{(items.Length > Shown ? ", ..." : "")}");
        }
    }

    private enum PictureFault
    {
        None,
        Missing,
        Unreadable,
        OtherSize,
    }
}
