namespace Referent.Data.World;

/// <summary>What a stream of random numbers decides; streams of different purposes are independent of each other.</summary>
internal enum Purpose
{
    SceneSplit = 1,
    SceneLayout = 2,
    SceneBackground = 3,
    SceneSentences = 4,
    ObjectPicture = 5,
    CaptionPicture = 6,
    CaptionText = 7,
    MaskPicture = 8,
    MaskParts = 9,
    CaptionBackground = 10,
}

/// <summary>
/// Counter-based random numbers: the n-th number of the stream (seed, purpose, index, attempt) is a hash of those five, so that pictures can be
/// made in any order and on any number of threads. One instance serves one picture and one thread.
/// </summary>
/// <remarks>Source of the mixing function: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (SplitMix64). Differs: none.</remarks>
internal sealed class WorldRandom(long seed, Purpose purpose, long index, int attempt = 0)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _key = Mix(Mix(Mix(Mix((ulong)seed + Golden) + (ulong)purpose) + (ulong)index) + (ulong)attempt);
    private ulong _counter;

    /// <summary>64 uniform bits.</summary>
    public ulong NextBits() => Mix(_key + (++_counter * Golden));

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in the logarithm over [low, high), both positive.</summary>
    public double BetweenLog(double low, double high) => low * Math.Exp(NextDouble() * Math.Log(high / low));

    /// <summary>Uniform over 0 .. count - 1.</summary>
    public int Below(int count) => (int)Math.BigMul(NextBits(), (ulong)count, out _);

    /// <summary>Uniform over low .. high, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>An index drawn in proportion to its weight; the weights need not sum to one.</summary>
    public int PickWeighted(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        double at = NextDouble() * sum;
        for (int i = 0; i < weights.Length - 1; i++)
        {
            at -= weights[i];
            if (at < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    public void Shuffle<T>(IList<T> items)
    {
        for (int i = items.Count - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A hash of 64 bits that changes every output bit with probability one half for each input bit.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
