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

/// <summary>The random numbers of one picture of a world, with the draws that only its composition needs.</summary>
internal sealed class WorldRandom(long seed, Purpose purpose, long index, int attempt = 0)
    : CounterRandom(seed, (long)purpose, index, attempt)
{
    /// <summary>Uniform in the logarithm over [low, high), both positive.</summary>
    public double BetweenLog(double low, double high) => low * Math.Exp(NextDouble() * Math.Log(high / low));

    /// <summary>Uniform over low .. high, both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

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
}
