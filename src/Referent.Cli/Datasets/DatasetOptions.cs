using System.CommandLine;
using Referent.Data.Refer;

namespace Referent.Cli.Datasets;

/// <summary>Which dataset of a data root a <c>data</c> command is about.</summary>
internal static class DatasetOptions
{
    public static readonly Argument<DirectoryInfo> Root = new("DIR") { Description = "The data root: REFER's layout or TRIS's." };

    public static readonly Option<string> Dataset = new("--dataset") { Description = string.Join(", ", ReferFiles.DatasetNames) + ".", Required = true };

    public static readonly Option<string?> SplitBy = new("--split-by") { Description = "Who made the split; by default the only one there, else unc or umd." };

    /// <exception cref="ArgumentException">No such dataset.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static ReferFiles Locate(ParseResult parsed) =>
        ReferFiles.Locate(parsed.GetRequiredValue(Root).FullName, parsed.GetRequiredValue(Dataset), parsed.GetValue(SplitBy));
}
