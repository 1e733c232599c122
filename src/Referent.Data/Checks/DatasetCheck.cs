using Referent.Data.Refer;
using Referent.Imaging.Masks;

namespace Referent.Data.Checks;

/// <summary>What was found when a dataset was looked through.</summary>
/// <param name="Counts">By split; empty if it could not be loaded.</param>
/// <param name="All">All splits together, under that name.</param>
/// <param name="Published">What should be there by split, where it is known.</param>
/// <param name="Faults">Why numbers measured on it would not be those of the dataset; one line each.</param>
/// <param name="Notes">What one should know and need not mend.</param>
public sealed record DatasetFindings(
    IReadOnlyList<SplitCounts> Counts,
    SplitCounts All,
    IReadOnlyList<SplitCounts> Published,
    IReadOnlyList<string> Faults,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether an evaluation on it means what its name says.</summary>
    public bool IsTrusted => Faults.Count == 0;
}

/// <summary>
/// Looks through a dataset: its files, counts, splits, every mask that scoring reads, and pictures. It decodes every picture that a ref is about.
/// </summary>
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
            return new DatasetFindings([], SplitCounts.OfAll([]), published, [fault.Message], []);
        }

        IReadOnlyList<SplitCounts> counts = SplitCounts.Of(dataset.Refs);
        DatasetCheck check = new();
        check.CheckTest(files);
        check.CompareCounts(files, counts, published);
        SplitCounts all = SplitCounts.OfAll(dataset.Refs);
        check.CompareTotals(files, all);
        check.CheckIds(dataset);
        check.CheckSplits(dataset);
        check.CheckMasks(dataset);
        check.CheckPictures(dataset, progress, stop);
        return new DatasetFindings(counts, all, published, check._faults, check._notes);
    }

    /// <summary>Without ReferIt's test there is nothing that published numbers could be compared with.</summary>
    private void CheckTest(ReferFiles files)
    {
        const string Test = ReferItFiles.TestSplit + ReferItFiles.Extension;
        if (files.Dataset == ReferFiles.ReferIt && !File.Exists(Path.Combine(files.RefsPath, Test)))
        {
            _faults.Add($"there is no {Test} in {files.RefsPath}; evaluation is on its split {ReferItFiles.TestSplit}.");
        }
    }

    /// <summary>A note alone: whether the files that TRIS uses hold all that is published is not published.</summary>
    private void CompareTotals(ReferFiles files, SplitCounts all)
    {
        if (PublishedCounts.TotalOf(files.Dataset) is { } total && total != (all.Images, all.Sentences))
        {
            _notes.Add("the totals are not the published ones; files that were made without val, or that leave objects out, hold fewer.");
        }
    }

    private void CompareCounts(ReferFiles files, IReadOnlyList<SplitCounts> counts, IReadOnlyList<SplitCounts> published)
    {
        foreach (SplitCounts expected in published)
        {
            SplitCounts found = counts.FirstOrDefault(item => item.Split == expected.Split) ?? new SplitCounts(expected.Split, 0, 0, 0);
            if (found != expected)
            {
                _faults.Add($"split {expected.Split} is not the published one: other numbers of pictures, refs or sentences.");
            }
        }

        if (published.Count == 0 && PublishedCounts.TotalOf(files.Dataset) is null)
        {
            _notes.Add("no published numbers to compare with.");
        }
    }

    private void CheckIds(ReferDataset dataset)
    {
        Fault("ref id stands for several refs", "ref ids stand for several refs each", Repeated(dataset.Refs.Select(reference => reference.Id)));
        Fault("sentence id stands for several sentences", "sentence ids stand for several sentences each", Repeated(dataset.Refs
            .SelectMany(reference => reference.Sentences).Select(sentence => sentence.Id)));
        Fault("ref names another picture than its annotation does", "refs name another picture than their annotation does", dataset.Refs
            .Where(reference => dataset.Annotations[reference.AnnotationId].ImageId != reference.ImageId).Select(reference => $"ref {reference.Id}"));
        Note("ref has no sentence", "refs have no sentence", dataset.Refs
            .Where(reference => reference.Sentences.Count == 0).Select(reference => $"ref {reference.Id}"));
        Note("sentence is empty", "sentences are empty", dataset.Refs.SelectMany(reference => reference.Sentences)
            .Where(sentence => string.IsNullOrWhiteSpace(sentence.Text)).Select(sentence => $"sentence {sentence.Id}"));

        static IEnumerable<string> Repeated(IEnumerable<long> ids) =>
            from id in ids group id by id into same where same.Count() > 1 select $"{same.Key}";
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
                    string remark = known ? ", as is known of the google split: what was trained on one has seen pictures of the other" : "";
                    (known ? _notes : _faults).Add(
                        $"splits {names[a]} and {names[b]} share {Counted.Of(shared, "picture")}{remark}.");
                }
            }
        }

        IEnumerable<IGrouping<string, Ref>> Splits() =>
            dataset.Refs.GroupBy(reference => reference.Split).Where(split => split.Key != ReferItFiles.SmallSplit);
    }

    /// <summary>All that scoring reads, which is more than what is referred to: spill is measured on every object of a picture.</summary>
    private void CheckMasks(ReferDataset dataset)
    {
        (string? Damage, long? Empty)[] found =
        [
            .. dataset.ScoredAnnotations(dataset.Refs).AsParallel().AsOrdered().Select(annotation =>
            {
                try
                {
                    RunLengthMask mask = annotation.Segmentation.ToMask(dataset.SizeOf(annotation), MaskConvention.Union);
                    return ((string?)null, mask.Area == 0 ? annotation.Id : (long?)null);
                }
                catch (InvalidDataException fault)
                {
                    return (fault.Message, null);
                }
            }),
        ];
        HashSet<long> referred = [.. dataset.Refs.Select(reference => reference.AnnotationId)];
        Fault(
            "annotation has no readable mask, so that its picture cannot be scored",
            "annotations have no readable mask, so that their pictures cannot be scored",
            found.Select(item => item.Damage).OfType<string>());
        Note("referred object has an empty mask", "referred objects have an empty mask", found
            .Select(item => item.Empty).OfType<long>().Where(referred.Contains).Select(id => $"annotation {id}"));
    }

    private void CheckPictures(ReferDataset dataset, IProgress<(int Done, int Total)>? progress, CancellationToken stop)
    {
        ReferImage[] pictures = [.. dataset.Refs.Select(reference => reference.ImageId).Distinct().Select(id => dataset.Images[id])];
        int done = 0;
        (ReferImage Picture, PictureLook Look)[] found =
        [
            .. pictures.AsParallel().AsOrdered().WithCancellation(stop).Select(picture =>
            {
                PictureLook look = PictureLook.At(picture);
                progress?.Report((Interlocked.Increment(ref done), pictures.Length));
                return (picture, look);
            }),
        ];
        string[] missing = [.. Of(PictureState.Missing)];
        if (missing.Length == pictures.Length && missing.Length > 0)
        {
            _faults.Add(
                $"none of the pictures is there ({missing.Length}, looked for in {dataset.Files.ImageFolder}). Scoring masks does without them.");
        }
        else
        {
            Fault("picture is missing", "pictures are missing", missing);
        }

        Fault("picture cannot be read", "pictures cannot be read", Of(PictureState.Unreadable));
        Fault(
            "picture has another size (width x height) than its annotations",
            "pictures have another size (width x height) than their annotations",
            Of(PictureState.OtherSize));

        IEnumerable<string> Of(PictureState state) => found.Where(item => item.Look.State == state)
            .Select(item => item.Picture.FileName + (state == PictureState.OtherSize ? $" ({item.Look.Size}, annotated {item.Picture.Size})" : ""));
    }

    private void Fault(string one, string many, IEnumerable<string> items) => Add(_faults, one, many, [.. items]);

    private void Note(string one, string many, IEnumerable<string> items) => Add(_notes, one, many, [.. items]);

    private static void Add(List<string> list, string one, string many, string[] items)
    {
        const int Shown = 5;
        if (items.Length > 0)
        {
            string shown = string.Join(", ", items.Take(Shown)) + (items.Length > Shown ? ", ..." : "");
            list.Add($"{items.Length} {(items.Length == 1 ? one : many)}: {shown}");
        }
    }
}
