using Referent.Models.PointPrompting;
using Referent.Torch;

namespace Referent.Training.Ppt.Objective;

/// <summary>The matched queries of a batch and their targets, as flat arrays ready to become tensors. Axes: P pairs, M points.</summary>
internal sealed class MatchedPairs
{
    private readonly List<long> _rows = [];
    private readonly List<long> _samples = [];
    private readonly List<float> _points = [];
    private readonly List<float> _positive = [];
    private readonly List<float> _frames = [];
    private readonly List<float[]> _masks = [];
    private readonly List<float> _places = [];
    private readonly List<bool> _referent = [];
    private readonly bool[] _matched;
    private readonly bool[] _hasReferent;
    private readonly bool[] _isEmpty;
    private readonly int _queries;
    private readonly float[] _scores;

    private MatchedPairs(int samples, int queries, float[] scores)
    {
        (_queries, _scores) = (queries, scores);
        ScoreTargets = new float[samples * queries];
        _matched = new bool[samples * queries];
        _hasReferent = new bool[samples];
        _isEmpty = new bool[samples];
    }

    /// <summary>P</summary>
    public int Count => _rows.Count;

    /// <summary>[P]: sample * K + query.</summary>
    public long[] Rows => [.. _rows];

    /// <summary>[P]: the sample of each pair.</summary>
    public long[] Samples => [.. _samples];

    /// <summary>[P, M, 2]: where each point of the query should be.</summary>
    public float[] Points => [.. _points];

    /// <summary>[P, M]: 1 where the point should be positive.</summary>
    public float[] Positive => [.. _positive];

    /// <summary>[P, 1, 2]: width and height of the picture inside SAM's input.</summary>
    public float[] Frames => [.. _frames];

    /// <summary>[P, h * w]: what of each image token the candidate covers, over the greatest; empty where the generator points at nothing.</summary>
    public float[] Places => [.. _places];

    /// <summary>Which pairs have their masks decoded: the referents', or all where context weighs as much.</summary>
    public long[] Decoded(double context) =>
        [.. Enumerable.Range(0, Count).Where(pair => context == 1 || _referent[pair]).Select(pair => (long)pair)];

    /// <summary>The masks of some pairs, [., side, side].</summary>
    public float[] Masks(long[] pairs) => [.. pairs.SelectMany(pair => _masks[(int)pair])];

    /// <summary>[P, 1]: 1 for referents, <paramref name="context"/> for others, over their sum.</summary>
    public float[] PairWeights(double context)
    {
        double[] weights = [.. _referent.Select(referent => referent ? 1 : context)];
        double sum = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / sum))];
    }

    /// <summary>[B, K]: the score of the matched candidate, 0 without one.</summary>
    public float[] ScoreTargets { get; }

    /// <returns>Null where the prompts or costs are not finite, so that nothing can be matched.</returns>
    public static MatchedPairs? Collect(PointMatcher matcher, PointPrompts prompts, IReadOnlyList<SampleTargets> samples, float[][]? maskCosts)
    {
        int queries = (int)prompts.PositiveLogits.Size(1), points = (int)prompts.PositiveLogits.Size(2);
        (float[] coordinates, float[] positive, float[] scores) = Read(prompts);
        if (!new[] { coordinates, positive, scores }.Concat(maskCosts ?? []).All(values => values.All(float.IsFinite)))
        {
            return null;
        }

        var matches = new IReadOnlyList<PointMatch>[samples.Count];
        Parallel.For(0, samples.Count, b => matches[b] = matcher.Match(
            coordinates.AsSpan(b * queries * points * 2, queries * points * 2),
            positive.AsSpan(b * queries * points, queries * points),
            scores.AsSpan(b * queries, queries),
            samples[b].Targets,
            maskCosts?[b]));
        MatchedPairs pairs = new(samples.Count, queries, scores);
        for (int b = 0; b < samples.Count; b++)
        {
            pairs._isEmpty[b] = samples[b].Targets.Count == 0;
            foreach (PointMatch match in matches[b])
            {
                pairs.Add(b, match, samples[b]);
            }
        }

        return pairs;
    }

    /// <summary>
    /// [B, K]: 1 for matched queries, <paramref name="unmatched"/> for the others; 1 for all where nothing is meant, 0 for all where no candidate is
    /// known to be the referent.
    /// </summary>
    public float[] ScoreWeights(double unmatched) =>
        [.. _matched.Select((matched, row) => _isEmpty[row / _queries] ? 1 : !_hasReferent[row / _queries] ? 0 : matched ? 1 : (float)unmatched)];

    /// <summary>Share of samples with a referent whose highest-scored query is the one matched to it; 0 without any.</summary>
    public double ReferentTop()
    {
        int right = 0, samples = 0;
        for (int b = 0; b < _hasReferent.Length; b++)
        {
            if (!_hasReferent[b])
            {
                continue;
            }

            samples++;
            ReadOnlySpan<float> row = _scores.AsSpan(b * _queries, _queries);
            int best = 0;
            for (int k = 1; k < _queries; k++)
            {
                best = row[k] > row[best] ? k : best;
            }

            right += ScoreTargets[(b * _queries) + best] > 0.5f ? 1 : 0;
        }

        return samples == 0 ? 0 : (double)right / samples;
    }

    /// <summary>What is matched, on the CPU, in one reading: a GPU is waited for each time.</summary>
    private static (float[] Coordinates, float[] Positive, float[] Scores) Read(PointPrompts prompts)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor[] parts = [prompts.Coordinates, prompts.PositiveLogits, prompts.ScoreLogits];
        float[] all = Tensor.Cat([.. parts.Select(part => part.Reshape(-1))], 0).ToArray<float>();
        int points = (int)parts[0].Count, labels = (int)parts[1].Count;
        return (all[..points], all[points..(points + labels)], all[(points + labels)..]);
    }

    private void Add(int sample, PointMatch match, SampleTargets targets)
    {
        PointTarget target = targets.Targets[match.Candidate];
        int row = (sample * _queries) + match.Query;
        _rows.Add(row);
        _samples.Add(sample);
        foreach (int point in match.PointOf)
        {
            _points.Add(target.Points[2 * point]);
            _points.Add(target.Points[(2 * point) + 1]);
            _positive.Add(target.Positive[point] ? 1 : 0);
        }

        _frames.AddRange([targets.Frame.Width, targets.Frame.Height]);
        _masks.Add(targets.Masks[match.Candidate]);
        if (targets.Places.Count > 0)
        {
            _places.AddRange(targets.Places[match.Candidate]);
        }

        // Where no candidate is known to be the referent, each may be.
        _referent.Add(target.Score > 0 || targets.Targets.All(other => other.Score <= 0));
        _matched[row] = true;
        _hasReferent[sample] |= target.Score > 0;
        ScoreTargets[row] = (float)target.Score;
    }
}
