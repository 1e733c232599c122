namespace Referent.Data.Refer;

/// <summary>Where the files of one dataset lie under a data root, in either <see cref="ReferLayout"/>.</summary>
public sealed record ReferFiles
{
    internal const string ReferIt = "referit";

    /// <summary>The datasets that can be asked for: the generated world's three, then the published four.</summary>
    public static IReadOnlyList<string> DatasetNames { get; } = ["world", "world+", "worldg", "refcoco", "refcoco+", "refcocog", ReferIt];

    /// <summary>One of <see cref="DatasetNames"/>.</summary>
    public required string Dataset { get; init; }

    /// <summary>Who made the split: <c>unc</c>, <c>umd</c>, <c>google</c>, <c>berkeley</c> (ReferIt), <c>referent</c>.</summary>
    public required string SplitBy { get; init; }

    public required ReferLayout Layout { get; init; }

    /// <summary>The pickle with refs, splits and sentences; of ReferIt, the folder of pickles.</summary>
    public required string RefsPath { get; init; }

    /// <summary>The files that <see cref="RefsPath"/> stands for: itself, or the pickles of the folder in the order of their names.</summary>
    public IReadOnlyList<string> ListRefsFiles() => Dataset == ReferIt ? ReferItFiles.PathsIn(RefsPath) : [RefsPath];

    /// <summary>The JSON with images, annotations and categories; of ReferIt, the folder of pickles.</summary>
    public required string InstancesPath { get; init; }

    /// <summary>The folder of the pictures; it need not exist, scoring does without.</summary>
    public required string ImageFolder { get; init; }

    /// <summary>Finds the files.</summary>
    /// <param name="root">The data root.</param>
    /// <param name="dataset">One of <see cref="DatasetNames"/>.</param>
    /// <param name="splitBy">Null: the only refs file there, else <c>unc</c> (refcoco, refcoco+) or <c>umd</c> (refcocog).</param>
    /// <exception cref="ArgumentException">No such dataset name.</exception>
    /// <exception cref="IOException">The folder or the refs file is missing; the message lists what was looked for.</exception>
    public static ReferFiles Locate(string root, string dataset, string? splitBy = null)
    {
        if (!DatasetNames.Contains(dataset))
        {
            throw new ArgumentException($"No dataset is called '{dataset}'; there are {string.Join(", ", DatasetNames)}.", nameof(dataset));
        }

        (ReferLayout layout, string folder) = FolderOf(root, dataset) ?? throw new DirectoryNotFoundException(
            $"No dataset '{dataset}' in {root}: looked for the folders {Path.Combine(root, dataset)} and {Path.Combine(root, "refer", dataset)}."
            + (DatasetsIn(root) is { Count: > 0 } there ? $" There are {string.Join(", ", there)}." : string.Empty));

        if (dataset == ReferIt)
        {
            return LocateReferIt(folder, splitBy);
        }

        string chosen = splitBy ?? DefaultSplitBy(dataset, folder);
        string refs = Path.Combine(folder, $"refs({chosen}).p");
        return new ReferFiles
        {
            Dataset = dataset,
            SplitBy = chosen,
            Layout = layout,
            RefsPath = File.Exists(refs) ? refs : throw new FileNotFoundException($"No {refs}; {Describe(SplitsOffered(folder), folder)}."),
            InstancesPath = Path.Combine(folder, "instances.json"),
            ImageFolder = layout == ReferLayout.Refer
                ? Path.Combine(root, "images", "mscoco", "images", "train2014")
                : Path.Combine(root, "train2014"),
        };
    }

    /// <summary>The datasets whose folders a data root has, in the order of <see cref="DatasetNames"/>.</summary>
    public static IReadOnlyList<string> DatasetsIn(string root) => [.. DatasetNames.Where(dataset => FolderOf(root, dataset) is not null)];

    /// <summary>Who made the splits of a dataset that are there, in alphabetical order.</summary>
    /// <exception cref="DirectoryNotFoundException">The dataset is not there at all.</exception>
    public static IReadOnlyList<string> SplitsOffered(string root, string dataset) => dataset == ReferIt
        ? [Locate(root, dataset).SplitBy]
        : SplitsOffered(FolderOf(root, dataset)?.Folder ?? throw new DirectoryNotFoundException($"No dataset '{dataset}' in {root}."));

    /// <summary>The picture of an image id. Source: COCO's naming of its 2014 training pictures, and TRIS's of ReferIt's.</summary>
    public string ImagePath(long imageId) => Path.Combine(ImageFolder, Dataset == ReferIt ? $"{imageId}.jpg" : $"COCO_train2014_{imageId:D12}.jpg");

    private static ReferFiles LocateReferIt(string folder, string? splitBy)
    {
        const string Only = "berkeley";
        string annotations = Path.Combine(folder, "annotations");
        return splitBy is not (null or Only) ? throw new FileNotFoundException($"ReferIt has one split, {Only}; there is none by '{splitBy}'.")
            : Directory.Exists(annotations) && Directory.EnumerateFiles(annotations, "*" + ReferItFiles.Extension).Any() ? new ReferFiles
            {
                Dataset = ReferIt,
                SplitBy = Only,
                Layout = ReferLayout.Tris,
                RefsPath = annotations,
                InstancesPath = annotations,
                ImageFolder = Path.Combine(folder, "images"),
            }
            : throw new FileNotFoundException(
                $"No {Path.Combine(annotations, "test" + ReferItFiles.Extension)} nor another *{ReferItFiles.Extension} beside it.");
    }

    private static (ReferLayout Layout, string Folder)? FolderOf(string root, string dataset)
    {
        string refer = Path.Combine(root, dataset);
        string tris = Path.Combine(root, "refer", dataset);
        return Directory.Exists(refer) ? (ReferLayout.Refer, refer) : Directory.Exists(tris) ? (ReferLayout.Tris, tris) : null;
    }

    private static string DefaultSplitBy(string dataset, string folder)
    {
        string[] offered = SplitsOffered(folder);
        string usual = dataset switch { "refcoco" or "refcoco+" => "unc", "refcocog" => "umd", _ => "referent" };
        return offered.Length == 1 ? offered[0]
            : offered.Contains(usual) ? usual
            : throw new FileNotFoundException(
                $"No {Path.Combine(folder, $"refs({usual}).p")}; {Describe(offered, folder)}."
                + (offered.Length > 0 ? " Name one with --split-by." : string.Empty));
    }

    private static string[] SplitsOffered(string folder) =>
        [.. Directory.EnumerateFiles(folder, "refs(*).p").Select(path => Path.GetFileName(path)[5..^3]).Order(StringComparer.Ordinal)];

    private static string Describe(string[] offered, string folder) => offered.Length == 0
        ? $"{folder} has no refs(*).p at all"
        : $"{folder} has refs files for {string.Join(", ", offered)}";
}
