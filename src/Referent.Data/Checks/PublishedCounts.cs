using Referent.Data.Refer;

namespace Referent.Data.Checks;

/// <summary>What the published files hold, so that an incomplete download shows.</summary>
/// <remarks>
/// Source: the REFER toolkit's files, as TensorFlow Datasets (pictures, refs) and the papers that train on them (sentences) count them. RefCOCO's
/// sentences are 142,210 together, one more than its paper says. ReferIt is published without counts by split; its totals are those that TRIS
/// gives.
/// </remarks>
public static class PublishedCounts
{
    private static readonly Dictionary<(string Dataset, string SplitBy), SplitCounts[]> Known = new()
    {
        [("refcoco", "unc")] =
        [
            new("train", 16_994, 42_404, 120_624), new("val", 1_500, 3_811, 10_834), new("testA", 750, 1_975, 5_657), new("testB", 750, 1_810, 5_095),
        ],
        [("refcoco+", "unc")] =
        [
            new("train", 16_992, 42_278, 120_191), new("val", 1_500, 3_805, 10_758), new("testA", 750, 1_975, 5_726), new("testB", 750, 1_798, 4_889),
        ],
        [("refcocog", "umd")] = [new("train", 21_899, 42_226, 80_512), new("val", 1_300, 2_573, 4_896), new("test", 2_600, 5_023, 9_602)],
        [("refcocog", "google")] = [new("train", 24_698, 44_822, 85_474), new("val", 4_650, 5_000, 9_536)],
    };

    /// <summary>Of all splits together, where nothing is known by split: pictures and sentences; null for all but ReferIt.</summary>
    public static (int Images, int Sentences)? TotalOf(string dataset) => dataset == ReferFiles.ReferIt ? (19_894, 130_525) : null;

    /// <returns>Empty where nothing is published: for generated worlds, ReferIt and other splits.</returns>
    public static IReadOnlyList<SplitCounts> Of(string dataset, string splitBy) => Known.GetValueOrDefault((dataset, splitBy), []);
}
