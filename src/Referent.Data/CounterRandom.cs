namespace Referent.Data;

/// <summary>
/// Counter-based random numbers: the n-th number of a stream is a hash of the stream's key and n, so that samples can be made in any
/// order and on any number of threads. One instance serves one sample and one thread.
/// </summary>
/// <remarks>
/// Source of the mixing function: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (SplitMix64). Differs: none.
/// </remarks>
public class CounterRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _key;
    private ulong _counter;

    /// <param name="key">What the stream decides: seed, purpose, index, ...; the first number is scrambled once more than the others.</param>
    public CounterRandom(params ReadOnlySpan<long> key)
    {
        ulong mixed = Golden;
        foreach (long part in key)
        {
            mixed = Mix(mixed + (ulong)part);
        }

        _key = mixed;
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextBits() => Mix(_key + (++_counter * Golden));

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform over 0 .. count - 1.</summary>
    public int Below(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
