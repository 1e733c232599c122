namespace Referent.Data;

/// <summary>Some of many, spread over all of them.</summary>
public static class Spread
{
    /// <summary>Items at even distances, the first among them.</summary>
    /// <param name="items">In an order that means something.</param>
    /// <param name="count">How many at most, 0 or more; all where there are no more.</param>
    public static T[] Evenly<T>(IReadOnlyList<T> items, int count)
    {
        ArgumentNullException.ThrowIfNull(items);
        int taken = Math.Min(count, items.Count);
        return [.. Enumerable.Range(0, taken).Select(i => items[(int)((long)i * items.Count / taken)])];
    }
}
