using System.Globalization;

namespace Referent.Data.World;

/// <summary>Which share of the scenes goes into each split.</summary>
public sealed class SplitShares
{
    /// <summary>
    /// Steps of the golden ratio fill the unit interval evenly, so that any run of scenes has the shares as nearly as its length allows.
    /// </summary>
    private const double GoldenStep = 0.6180339887498949;

    private readonly (string Name, double Share)[] _shares;

    private SplitShares((string Name, double Share)[] shares) => _shares = shares;

    /// <summary>The names of the splits, in the order of the published datasets.</summary>
    public static IReadOnlyList<string> Names { get; } = ["train", "val", "testA", "testB"];

    /// <summary>70, 10, 10 and 10 %.</summary>
    public static SplitShares Default { get; } = Parse("train=0.7,val=0.1,testA=0.1,testB=0.1");

    /// <summary>The splits that get any scenes.</summary>
    public IEnumerable<string> Used => _shares.Where(split => split.Share > 0).Select(split => split.Name);

    /// <summary>Reads "val=1" or "train=0.8,val=0.2".</summary>
    /// <exception cref="FormatException">A name is unknown or repeated, a share is no number in [0, 1], or they do not sum to 1.</exception>
    public static SplitShares Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<(string Name, double Share)> shares = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] sides = part.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length != 2 || !Names.Contains(sides[0]) || shares.Exists(known => known.Name == sides[0])
                || !double.TryParse(sides[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) || share > 1)
            {
                throw new FormatException(
                    $"\"{part}\" is no split: write NAME=SHARE with {string.Join(", ", Names)} each at most once and shares from 0 to 1.");
            }

            shares.Add((sides[0], share));
        }

        double sum = shares.Sum(split => split.Share);
        return Math.Abs(sum - 1) < 1e-9 ? new SplitShares([.. shares]) : throw new FormatException($"The splits \"{text}\" sum to {sum}, not to 1.");
    }

    /// <summary>The split of a scene.</summary>
    internal string Of(long seed, int scene)
    {
        double at = new WorldRandom(seed, Purpose.SceneSplit, 0).NextDouble() + (scene * GoldenStep);
        at -= Math.Floor(at);
        foreach ((string name, double share) in _shares)
        {
            if (at < share)
            {
                return name;
            }

            at -= share;
        }

        return Used.Last();
    }

    public override string ToString() =>
        string.Join(",", _shares.Select(split => string.Create(CultureInfo.InvariantCulture, $"{split.Name}={split.Share}")));
}
