namespace Referent.Evaluation.Breakdowns;

/// <summary>The sentences of a report parted by one property; parts without sentences are left out.</summary>
/// <param name="Name">The property, such as <c>object size</c>.</param>
/// <param name="Groups">Every sentence is in exactly one.</param>
public sealed record Breakdown(string Name, IReadOnlyList<GroupScore> Groups)
{
    /// <summary>Area up to which an object is small, in pixels, and medium. Source: COCO's detection evaluation, 32² and 96².</summary>
    private const long SmallArea = 32 * 32, MediumArea = 96 * 96;

    /// <summary>Words up to which a phrase belongs to a part. Chosen: RefCOCO's phrases have 3.5 words in the mean, RefCOCOg's 8.4.</summary>
    private static readonly int[] Lengths = [2, 5, 9];

    /// <summary>By object size, by phrase length, and by whether a word of the phrase says where.</summary>
    public static IReadOnlyList<Breakdown> Of(IReadOnlyList<SampleScore> samples) =>
    [
        By("object size", samples, SizeClass, ["small", "medium", "large"]),
        By("phrase length", samples, LengthClass, ["1-2 words", "3-5 words", "6-9 words", "10 and more"]),
        By("position words", samples, sample => PositionWords.AreIn(sample.Sentence) ? 0 : 1, ["with", "without"]),
    ];

    private static Breakdown By(string name, IReadOnlyList<SampleScore> samples, Func<SampleScore, int> part, string[] parts)
    {
        ILookup<int, SampleScore> groups = samples.ToLookup(part);
        return new Breakdown(
            name, [.. Enumerable.Range(0, parts.Length).Where(groups.Contains).Select(at => GroupScore.Of(parts[at], [.. groups[at]]))]);
    }

    private static int SizeClass(SampleScore sample) => sample.ObjectArea <= SmallArea ? 0 : sample.ObjectArea <= MediumArea ? 1 : 2;

    private static int LengthClass(SampleScore sample)
    {
        int words = sample.Sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        int part = Array.FindIndex(Lengths, most => words <= most);
        return part < 0 ? Lengths.Length : part;
    }
}
