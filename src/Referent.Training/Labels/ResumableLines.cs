using System.Text.Json;
using Referent.Formats;

namespace Referent.Training.Labels;

/// <summary>A file of lines that is made item by item: an interrupted making goes on behind the last item that was written whole.</summary>
internal static class ResumableLines
{
    /// <summary>Leaves a file that is there as it is.</summary>
    /// <param name="path">The file; until it is complete it is <c>PATH.partial</c>.</param>
    /// <param name="items">In the order of their lines; a resumed making is given the same.</param>
    /// <param name="make">The lines of an item, none of them empty.</param>
    /// <param name="progress">Receives done and total.</param>
    /// <param name="stop">Ends between two items.</param>
    public static void Write<TItem>(
        string path,
        IReadOnlyList<TItem> items,
        Func<TItem, IReadOnlyList<string>> make,
        IProgress<(int Done, int Total)> progress,
        CancellationToken stop)
    {
        string partial = PartialOf(path);
        if (File.Exists(path))
        {
            File.Delete(partial);
            return;
        }

        // Here each item ends with an empty line; what follows the last one was cut off by the end of the earlier run.
        List<string> kept = [];
        int done = 0;
        if (File.Exists(partial))
        {
            string[] lines = File.ReadAllLines(partial);
            int end = Array.LastIndexOf(lines, string.Empty);
            kept.AddRange(lines.Take(end + 1));
            done = kept.Count(line => line.Length == 0);
        }

        using (StreamWriter writer = new(partial))
        {
            kept.ForEach(writer.WriteLine);
            for (; done < items.Count; done++)
            {
                stop.ThrowIfCancellationRequested();
                foreach (string line in make(items[done]))
                {
                    writer.WriteLine(line);
                }

                writer.WriteLine();
                progress.Report((done + 1, items.Count));
            }
        }

        WholeFile.Write(path, temporary => File.WriteAllLines(temporary, File.ReadLines(partial).Where(line => line.Length > 0)));
        File.Delete(partial);
    }

    /// <summary>The lines of all items, which are JSON.</summary>
    /// <param name="path">The complete file.</param>
    public static IEnumerable<JsonElement> Read(string path) =>
        File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    /// <summary>Whether a making of the file was interrupted.</summary>
    public static bool IsBegun(string path) => File.Exists(PartialOf(path));

    private static string PartialOf(string path) => path + ".partial";
}
