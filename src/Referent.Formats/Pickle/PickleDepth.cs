namespace Referent.Formats.Pickle;

/// <summary>Refuses values nested too deeply, and names that are no data, so that callers may recurse into what they were given.</summary>
internal sealed class PickleDepth
{
    private readonly int _maxDepth;

    /// <summary>Heights of the containers seen, by identity: a shared one is walked once, or a small file could ask for exponential time.</summary>
    private readonly Dictionary<object, int> _heights = new(ReferenceEqualityComparer.Instance);

    private readonly bool _namesAllowed;

    private PickleDepth(int maxDepth, bool namesAllowed)
    {
        _maxDepth = maxDepth;
        _namesAllowed = namesAllowed;
    }

    /// <exception cref="PickleFormatException">
    /// A name that is no data, or values nested deeper than allowed; a container that holds itself is.
    /// </exception>
    public static void Check(object? value, int maxDepth, bool namesAllowed) => new PickleDepth(maxDepth, namesAllowed).HeightOf(value, 0);

    private int HeightOf(object? value, int depth)
    {
        if (value is PickleGlobal && !_namesAllowed)
        {
            throw new PickleFormatException("a name is left that is no data.");
        }

        if (value is not (PickleDict or PickleSet or List<object?> or object?[] or PickleObject or PicklePersistent))
        {
            return 0;
        }

        if (!_heights.TryGetValue(value, out int height))
        {
            height = depth < _maxDepth ? 1 + HighestChild(value, depth + 1) : int.MaxValue;
            _heights[value] = height;
        }

        return height <= _maxDepth - depth ? height : throw new PickleFormatException($"values nested deeper than {_maxDepth}.");
    }

    private int HighestChild(object container, int depth)
    {
        int highest = 0;
        if (container is PickleDict dict)
        {
            foreach (KeyValuePair<object, object?> item in dict.Items)
            {
                highest = Math.Max(highest, Math.Max(HeightOf(item.Key, depth), HeightOf(item.Value, depth)));
            }

            return highest;
        }

        IEnumerable<object?> children = container switch
        {
            PickleSet set => set.Items,
            PickleObject described => described.Children,
            PicklePersistent persistent => [persistent.Id],
            _ => (IEnumerable<object?>)container,
        };
        foreach (object? child in children)
        {
            highest = Math.Max(highest, HeightOf(child, depth));
        }

        return highest;
    }
}
