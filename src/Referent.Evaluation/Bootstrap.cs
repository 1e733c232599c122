namespace Referent.Evaluation;

/// <summary>
/// Intervals by resampling images with replacement: sentences of one picture share its difficulty, so resampling sentences would
/// make intervals too narrow.
/// </summary>
internal static class Bootstrap
{
    /// <summary>Chosen: the interval's ends then move by about 0.0002 from seed to seed on 1,500 images.</summary>
    private const int Resamples = 2000;

    /// <summary>Chosen: fixed, so that a report's bytes depend on its predictions alone.</summary>
    private const int Seed = 1;

    /// <summary>95 % percentile interval of the mean over all values.</summary>
    /// <param name="values">Each with the image it belongs to.</param>
    public static Interval MeanInterval(IEnumerable<(long Image, double Value)> values)
    {
        (double Sum, int Count)[] images = [.. values.GroupBy(item => item.Image).Select(group => (group.Sum(item => item.Value), group.Count()))];
        if (images.Length == 0)
        {
            return default;
        }

        Random random = new(Seed);
        double[] means = new double[Resamples];
        for (int i = 0; i < means.Length; i++)
        {
            double sum = 0;
            int count = 0;
            for (int draw = 0; draw < images.Length; draw++)
            {
                (double imageSum, int imageCount) = images[random.Next(images.Length)];
                sum += imageSum;
                count += imageCount;
            }

            means[i] = sum / count;
        }

        Array.Sort(means);
        return new Interval(Percentile(means, 0.025), Percentile(means, 0.975));
    }

    /// <summary>Linear between neighbours, as numpy's default.</summary>
    private static double Percentile(double[] sorted, double fraction)
    {
        double position = fraction * (sorted.Length - 1);
        int below = (int)position;
        return sorted[below] + ((position - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
