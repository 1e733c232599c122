using System.Numerics;

namespace Referent.Data.Text;

/// <summary>Which symbol two neighbours merge into. A flat table with open addressing: this look-up is most of a tokenizer's work, and the base
/// library's dictionary made tokenizing four times as slow.</summary>
internal sealed class MergeTable
{
    /// <summary>What no pair merges into; greater than every id.</summary>
    public const int None = int.MaxValue;

    /// <summary>2^64 divided by the golden ratio: spreads neighbouring keys. Source: Knuth, The Art of Computer Programming 3, section 6.4.</summary>
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private readonly (long Pair, int Id)[] _slots;
    private readonly int _shift;

    /// <summary>Makes room for <paramref name="count"/> pairs at most a quarter full.</summary>
    public MergeTable(int count)
    {
        int bits = BitOperations.Log2((uint)Math.Max(count, 1)) + 3;
        _slots = new (long, int)[1 << bits];
        _shift = 64 - bits;
        Array.Fill(_slots, (-1, None));
    }

    /// <summary>Adds a pair that is not in the table yet.</summary>
    public void Add(int left, int right, int id)
    {
        int slot = SlotOf(Key(left, right));
        _slots[slot] = (Key(left, right), id);
    }

    /// <summary>Id of the merged symbol, or <see cref="None"/>.</summary>
    public int Find(int left, int right) => _slots[SlotOf(Key(left, right))].Id;

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    /// <summary>The slot that holds the key, or the free one where it belongs.</summary>
    private int SlotOf(long key)
    {
        int slot = (int)(((ulong)key * Spread) >> _shift);
        while (_slots[slot].Pair != key && _slots[slot].Pair >= 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }
}
