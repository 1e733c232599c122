using System.Globalization;
using Referent.Formats;
using Referent.Training.Loop;

namespace Referent.Training.Labels;

/// <summary>One of several processes, on one machine or many, that make a file of labels together.</summary>
/// <param name="Number">From 1 to <paramref name="Count"/>.</param>
/// <param name="Count">How many there are; 1 for a process alone.</param>
public readonly record struct LabelShard(int Number, int Count)
{
    public static LabelShard All => new(1, 1);

    /// <param name="text">"2/4": the second of four.</param>
    /// <exception cref="ArgumentException">It is no such thing.</exception>
    public static LabelShard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && number >= 1 && number <= count
                ? new LabelShard(number, count)
                : throw new ArgumentException($"A shard is i/n with i from 1 to n, as 2/4, not '{text}'.");
    }

    /// <summary>The share of this process: neighbours, so that the shares one after another are all items in their order.</summary>
    internal IReadOnlyList<TItem> Of<TItem>(IReadOnlyList<TItem> items) =>
        [.. items.Take((int)((long)items.Count * Number / Count)).Skip((int)((long)items.Count * (Number - 1) / Count))];

    /// <summary>
    /// Makes the file's share of this process, and the file itself where all shares are there: byte for byte the file of a process alone. Shares
    /// made elsewhere count once they lie beside it, with their origins.
    /// </summary>
    /// <param name="path">The complete file.</param>
    /// <param name="origin">Everything that the labels depend on; shares of another origin are refused.</param>
    /// <param name="items">All of them, the same in all processes.</param>
    /// <param name="make">The lines of an item, none of them empty.</param>
    /// <param name="progress">Receives done and total of this share.</param>
    /// <param name="stop">Ends between two items.</param>
    /// <returns>Whether the file is complete.</returns>
    /// <exception cref="RunDirectoryException">Labels there are of another origin.</exception>
    internal bool Write<TItem>(
        string path,
        string origin,
        IReadOnlyList<TItem> items,
        Func<TItem, IReadOnlyList<string>> make,
        IProgress<(int Done, int Total)> progress,
        CancellationToken stop)
    {
        LabelOrigin.Claim(path, origin);
        if (Count == 1 || File.Exists(path))
        {
            ResumableLines.Write(path, items, make, progress, stop);
            return true;
        }

        string own = PathOf(path, Number);
        LabelOrigin.Claim(own, origin);
        ResumableLines.Write(own, Of(items), make, progress, stop);
        return TryMerge(path, origin);
    }

    private bool TryMerge(string path, string origin)
    {
        LabelShard shard = this;
        string[] parts = [.. Enumerable.Range(1, Count).Select(number => shard.PathOf(path, number))];
        if (!Array.TrueForAll(parts, File.Exists))
        {
            return File.Exists(path);
        }

        if (Array.Find(parts, part => !LabelOrigin.IsOf(part, origin)) is { } unknown)
        {
            throw new RunDirectoryException($"{unknown} has no {LabelOrigin.PathFor(unknown)} that says of what it was made; bring both here.");
        }

        try
        {
            WholeFile.WriteShared(path, temporary => File.WriteAllLines(temporary, parts.SelectMany(File.ReadLines)));
        }
        catch (FileNotFoundException) when (File.Exists(path))
        {
            // Another process was faster, and its parts are gone.
        }

        foreach (string part in parts)
        {
            File.Delete(part);
            File.Delete(LabelOrigin.PathFor(part));
        }

        return true;
    }

    private string PathOf(string path, int number) => Path.ChangeExtension(path, null) + $".{number}-of-{Count}" + Path.GetExtension(path);
}
