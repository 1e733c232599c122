using System.CommandLine;
using Referent.Data.Refer;

namespace Referent.Cli.Datasets;

/// <summary>Which datasets of a data root a <c>data</c> command is about.</summary>
internal static class DatasetOptions
{
    public static readonly Argument<DirectoryInfo> Root = new("DIR") { Description = "The data root: REFER's layout or TRIS's." };

    /// <summary>For commands about one dataset.</summary>
    public static readonly Option<string> Dataset = new("--dataset")
    {
        Description = string.Join(", ", ReferFiles.DatasetNames) + ".",
        Required = true,
    };

    /// <summary>For commands that look at all there is unless told otherwise.</summary>
    public static readonly Option<string?> OneDataset = new("--dataset")
    {
        Description = string.Join(", ", ReferFiles.DatasetNames) + "; by default all that are there.",
    };

    public static readonly Option<string?> SplitBy = new("--split-by")
    {
        Description = "Who made the split; by default the only one there, else unc or umd.",
    };

    /// <summary>As <see cref="SplitBy"/>, for the commands of <see cref="OneDataset"/>.</summary>
    public static readonly Option<string?> OneSplitBy = new("--split-by") { Description = "Who made the split; by default all that are there." };

    /// <exception cref="ArgumentException">No such dataset.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static ReferFiles Locate(ParseResult parsed) =>
        ReferFiles.Locate(parsed.GetRequiredValue(Root).FullName, parsed.GetRequiredValue(Dataset), parsed.GetValue(SplitBy));

    /// <summary>Everything that is asked for, with every split there is.</summary>
    /// <exception cref="ArgumentException">No such dataset.</exception>
    /// <exception cref="IOException">There is none, or a file is missing.</exception>
    public static IReadOnlyList<ReferFiles> LocateAll(ParseResult parsed)
    {
        string root = parsed.GetRequiredValue(Root).FullName;
        IReadOnlyList<string> there = ReferFiles.DatasetsIn(root);
        string[] datasets = parsed.GetValue(OneDataset) is { } one ? [one] : [.. there];
        return datasets.Length > 0
            ? [.. datasets.SelectMany(dataset => LocateSplits(root, dataset, parsed.GetValue(OneSplitBy)))]
            : throw new DirectoryNotFoundException(
                $"{root} holds no dataset; looked for the folders {string.Join(", ", ReferFiles.DatasetNames)}, there or in refer/.");
    }

    /// <summary>A dataset as a heading.</summary>
    public static string Describe(ReferFiles files) =>
        $"{files.Dataset} ({files.SplitBy}), {(files.Layout == ReferLayout.Refer ? "REFER's" : "TRIS's")} layout";

    private static IEnumerable<ReferFiles> LocateSplits(string root, string dataset, string? splitBy)
    {
        string[] offered = splitBy is null && ReferFiles.DatasetsIn(root).Contains(dataset) ? [.. ReferFiles.SplitsOffered(root, dataset)] : [];
        return offered.Length > 0 ? offered.Select(split => ReferFiles.Locate(root, dataset, split)) : [ReferFiles.Locate(root, dataset, splitBy)];
    }
}
