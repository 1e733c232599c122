namespace Referent.Formats.Pickle;

/// <summary>
/// A Python <c>dict</c> as its items in written order. Lookup scans: the dictionaries in question have a handful of keys, and a
/// scan cannot be slowed down by keys chosen to collide.
/// </summary>
public sealed class PickleDict
{
    private readonly List<KeyValuePair<object, object?>> _items = [];

    /// <summary>All items as written. A key written twice stands here twice; <see cref="TryGetValue"/> gives the last, as Python does.</summary>
    public IReadOnlyList<KeyValuePair<object, object?>> Items => _items;

    /// <summary>The value of a string key.</summary>
    public bool TryGetValue(string key, out object? value)
    {
        for (int i = _items.Count - 1; i >= 0; i--)
        {
            if (_items[i].Key is string name && name == key)
            {
                value = _items[i].Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    internal void Add(object key, object? value) => _items.Add(new(key, value));
}
