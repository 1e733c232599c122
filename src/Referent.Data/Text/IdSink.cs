namespace Referent.Data.Text;

/// <summary>Collects ids: into a span of fixed size, or, given an empty one, into a list that grows.</summary>
internal ref struct IdSink(Span<int> room)
{
    private readonly Span<int> _room = room;
    private readonly List<int>? _list = room.IsEmpty ? [] : null;

    /// <summary>Ids offered so far; more than the room when some did not fit.</summary>
    public int Count { get; private set; }

    /// <summary>Whether everything more would be left out.</summary>
    public readonly bool IsFull => _list is null && Count >= _room.Length;

    /// <summary>Adds ids, leaving out what has no room.</summary>
    public void Add(params scoped ReadOnlySpan<int> ids)
    {
        if (_list is null)
        {
            int free = Math.Max(0, _room.Length - Count);
            ids[..Math.Min(free, ids.Length)].CopyTo(_room[Math.Min(Count, _room.Length)..]);
        }
        else
        {
            _list.AddRange(ids);
        }

        Count += ids.Length;
    }

    /// <summary>The ids of a growing sink.</summary>
    public readonly int[] ToArray() => _list is null ? throw new InvalidOperationException("A sink over a span keeps its ids there.") : [.. _list];
}
