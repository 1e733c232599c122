using Referent.Data.Refer;

namespace Referent.Data.Checks;

/// <summary>How much a split holds.</summary>
/// <param name="Split">Its name, as written in the file.</param>
/// <param name="Images">Different pictures that a ref is about.</param>
/// <param name="Refs">Referred objects.</param>
/// <param name="Sentences">All of their sentences.</param>
public sealed record SplitCounts(string Split, int Images, int Refs, int Sentences)
{
    /// <summary>One for each split, in the order in which the file names them first.</summary>
    public static IReadOnlyList<SplitCounts> Of(IEnumerable<Ref> refs) =>
    [
        .. from reference in refs
           group reference by reference.Split into split
           select new SplitCounts(
               split.Key,
               split.Select(reference => reference.ImageId).Distinct().Count(),
               split.Count(),
               split.Sum(reference => reference.Sentences.Count)),
    ];

    /// <summary>All splits together, named <c>all</c>; a picture of several splits counts once.</summary>
    public static SplitCounts OfAll(IReadOnlyList<Ref> refs)
    {
        ArgumentNullException.ThrowIfNull(refs);
        return new SplitCounts(
            "all",
            refs.Select(reference => reference.ImageId).Distinct().Count(),
            refs.Count,
            refs.Sum(reference => reference.Sentences.Count));
    }
}
