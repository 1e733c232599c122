using System.Runtime.ExceptionServices;
using Referent.Data.Refer;
using Referent.Imaging.Masks;

namespace Referent.Data.Checks;

/// <summary>What a split is made of.</summary>
/// <param name="Counts">Pictures, refs, sentences.</param>
/// <param name="Words">Words in all sentences.</param>
/// <param name="LongestSentence">In words.</param>
/// <param name="Small">Objects below 32 x 32 pixels. Source: COCO's evaluation, as the next two.</param>
/// <param name="Medium">Objects from there to below 96 x 96.</param>
/// <param name="Large">Larger objects.</param>
/// <param name="MedianShare">Of the picture that an object covers, from 0 to 1.</param>
/// <param name="Classes">Class names with their refs, most frequent first.</param>
/// <param name="FrequentWords">Words with the sentences they stand in, most frequent first.</param>
public sealed record SplitStatistics(
    SplitCounts Counts,
    long Words,
    int LongestSentence,
    int Small,
    int Medium,
    int Large,
    double MedianShare,
    IReadOnlyList<(string Name, int Refs)> Classes,
    IReadOnlyList<(string Word, int Sentences)> FrequentWords)
{
    private const int SmallBelow = 32 * 32;
    private const int MediumBelow = 96 * 96;

    /// <summary>Words that are listed. Chosen: they fit a line or two.</summary>
    private const int ListedWords = 15;

    /// <summary>One for each split, in the file's order. It fills every referred mask.</summary>
    /// <exception cref="InvalidDataException">A mask is damaged.</exception>
    public static IReadOnlyList<SplitStatistics> Of(ReferDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        try
        {
            return
            [
                .. SplitCounts.Of(dataset.Refs)
                    .Select(counts => Of(dataset, counts, [.. dataset.Refs.Where(reference => reference.Split == counts.Split)])),
            ];
        }
        catch (AggregateException faults)
        {
            // Of the masks that are filled side by side, one fault is enough to say.
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
            throw;
        }
    }

    private static SplitStatistics Of(ReferDataset dataset, SplitCounts counts, Ref[] refs)
    {
        (long Area, double Share)[] sizes =
        [
            .. refs.Select(reference => dataset.Annotations[reference.AnnotationId])
                .DistinctBy(annotation => annotation.Id)
                .AsParallel()
                .Select(annotation =>
                {
                    RunLengthMask mask = dataset.MaskOf(annotation, MaskConvention.Union);
                    return (mask.Area, (double)mask.Area / mask.Size.PixelCount);
                }),
        ];
        string[][] sentences =
        [
            .. refs.SelectMany(reference => reference.Sentences)
                .Select(sentence => sentence.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        ];
        double[] shares = [.. sizes.Select(size => size.Share).Order()];
        int small = sizes.Count(size => size.Area < SmallBelow);
        int large = sizes.Count(size => size.Area >= MediumBelow);
        return new SplitStatistics(
            counts,
            sentences.Sum(words => (long)words.Length),
            sentences.Select(words => words.Length).DefaultIfEmpty().Max(),
            small,
            sizes.Length - small - large,
            large,
            (shares[(shares.Length - 1) / 2] + shares[shares.Length / 2]) / 2,
            [.. Ranked(refs.Select(reference => dataset.Categories.GetValueOrDefault(reference.CategoryId)).OfType<string>())],
            [.. Ranked(sentences.SelectMany(words => words.Distinct())).Take(ListedWords)]);
    }

    private static IEnumerable<(string Name, int Count)> Ranked(IEnumerable<string> names) =>
        from name in names
        group name by name into same
        orderby same.Count() descending, same.Key
        select (same.Key, same.Count());
}
