namespace Referent.Formats.Pickle;

/// <summary>
/// A Python <c>set</c> or <c>frozenset</c> as its items in written order; nothing is compared, so that no keys can be chosen to collide.
/// </summary>
public sealed class PickleSet
{
    private readonly List<object?> _items = [];

    internal PickleSet(IEnumerable<object?> items) => _items.AddRange(items);

    public IReadOnlyList<object?> Items => _items;

    /// <summary>What Python could hash; of tuples, only the outside is looked at.</summary>
    internal static bool MayHold(object? item) => item is not (List<object?> or PickleDict or PickleSet);

    internal void Add(object? item) => _items.Add(item);
}
