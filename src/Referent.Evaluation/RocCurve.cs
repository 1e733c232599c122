namespace Referent.Evaluation;

/// <summary>How well scores tell two kinds apart: of what is there, and of what is not.</summary>
public sealed class RocCurve
{
    private readonly double[] _present;
    private readonly double[] _absent;

    /// <param name="present">Scores of what is there; at least one.</param>
    /// <param name="absent">Scores of what is not there; at least one.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    public RocCurve(IEnumerable<double> present, IEnumerable<double> absent)
    {
        (_present, _absent) = ([.. present.Order()], [.. absent.Order()]);
        if (_present.Length == 0 || _absent.Length == 0)
        {
            throw new ArgumentException(
                $"A curve needs scores of both kinds; there are {_present.Length} of what is there and {_absent.Length} of what is not.");
        }
    }

    /// <summary>
    /// Share of pairs in which what is there has the higher score, equal ones counting half: 0.5 for scores that say nothing.
    /// Source: Mann and Whitney 1947.
    /// </summary>
    public double Area =>
        _present.Sum(score => Below(_absent, score) + (0.5 * (AtMost(_absent, score) - Below(_absent, score))))
        / ((double)_present.Length * _absent.Length);

    /// <summary>Shares of both kinds whose score is above a threshold.</summary>
    public (double Present, double Absent) Above(double threshold) =>
        (1 - (AtMost(_present, threshold) / (double)_present.Length), 1 - (AtMost(_absent, threshold) / (double)_absent.Length));

    /// <summary>The highest threshold, to four digits, that at least this share of what is there lies above; 0 where none does.</summary>
    public double ThresholdFor(double present)
    {
        int lost = _present.Length - (int)Math.Ceiling(present * _present.Length);
        return Math.Max(0, (Math.Ceiling(_present[Math.Min(lost, _present.Length - 1)] * 1e4) - 1) / 1e4);
    }

    private static int Below(double[] sorted, double score) => Count(sorted, value => value < score);

    private static int AtMost(double[] sorted, double score) => Count(sorted, value => value <= score);

    /// <summary>How many of the first hold, where those that do come first.</summary>
    private static int Count(double[] sorted, Func<double, bool> holds)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = holds(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
