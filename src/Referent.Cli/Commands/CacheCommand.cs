using System.CommandLine;
using Referent.Cli.Datasets;
using Referent.Data.Features;

namespace Referent.Cli.Commands;

/// <summary><c>referent cache</c>: the frozen features that trainings share.</summary>
internal static class CacheCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("DIR") { Description = "The cache, or the data set's folder that it is in." };

    public static Command Create()
    {
        Command stats = new("stats", "Prints how many pictures there are for each combination of weights and preprocessing, and what they take.")
        {
            Folder,
        };
        stats.SetAction(parsed => CommandErrors.Catch(() => WriteStats(FolderOf(parsed))));
        Command verify = new(
            "verify",
            "Reads everything and compares it with its checksums; what is damaged is deleted, and the next training makes it again.")
        {
            Folder,
        };
        verify.SetAction(Verify);
        Command clear = new("clear", "Deletes all features; a training makes again what it needs.") { Folder };
        clear.SetAction(parsed => CommandErrors.Catch(() => Console.Out.WriteLine(FormattableString.Invariant(
            $"{FeatureCacheFolder.Clear(FolderOf(parsed)) / 1e9:F2} GB deleted"))));
        return new Command("cache", "The frozen features that trainings share.") { stats, verify, clear };
    }

    private static string FolderOf(ParseResult parsed)
    {
        string given = parsed.GetRequiredValue(Folder).FullName, inside = Path.Combine(given, FeatureCacheFolder.DefaultName);
        return Directory.Exists(inside) ? inside : Directory.Exists(given) ? given : throw new ArgumentException($"There is no folder {given}.");
    }

    private static void WriteStats(string folder)
    {
        IReadOnlyList<FeatureUse> uses = FeatureCacheFolder.Measure(folder);
        TextTable.Write(
            Console.Out,
            [
                ["weights and preprocessing", "pictures", "files", "GB", "last used (UTC)"],
                .. uses.Select(Row),
                ["all", $"{uses.Sum(use => use.Records):N0}", $"{uses.Sum(use => use.Shards):N0}", $"{uses.Sum(use => use.Bytes) / 1e9:F2}", ""],
            ]);
    }

    private static string[] Row(FeatureUse use) =>
        [use.Space, $"{use.Records:N0}", $"{use.Shards:N0}", $"{use.Bytes / 1e9:F2}", $"{use.LastUsed:yyyy-MM-dd HH:mm}"];

    private static int Verify(ParseResult parsed)
    {
        using StopSignals stop = new();
        try
        {
            return CommandErrors.Catch(() =>
            {
                FeatureCheck check = FeatureCacheFolder.Verify(FolderOf(parsed), new CountProgress("files"), stop.Token);
                foreach (string path in check.Damaged)
                {
                    Console.Error.WriteLine($"{path} was damaged and is deleted.");
                }

                Console.Out.WriteLine(FormattableString.Invariant(
                    $"{check.Records:N0} pictures are sound, {check.Damaged.Count} files were damaged"));
                return check.Damaged.Count == 0 ? ExitCode.Done : ExitCode.Failed;
            });
        }
        catch (OperationCanceledException)
        {
            return stop.ExitCode;
        }
    }
}
