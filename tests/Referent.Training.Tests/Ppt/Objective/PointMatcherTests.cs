using Referent.Data;
using Referent.Training.Ppt;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Tests.Ppt.Objective;

public sealed class PointMatcherTests
{
    private const int Points = 4;

    private static readonly PointMatcher Matcher = new(new PptLossWeights());

    [Fact]
    public void Each_candidate_gets_the_query_that_is_on_it_and_each_point_its_nearest()
    {
        PointTarget[] targets = [Target(3, 0), Target(4, 0), Target(5, 1)];
        (float[] coordinates, float[] labels) = Concat(targets[2], targets[0], Target(6, 0), targets[1]);

        IReadOnlyList<PointMatch> matches = Matcher.Match(coordinates, labels, [0, 0, 0, 0], targets);

        Assert.Equal([(1, 0), (3, 1), (0, 2)], matches.Select(match => (match.Query, match.Candidate)));
        Assert.All(matches, match => Assert.Equal(Enumerable.Range(0, Points), match.PointOf));
    }

    [Fact]
    public void The_order_of_points_and_candidates_changes_nothing()
    {
        CounterRandom random = new(8);
        for (int round = 0; round < 50; round++)
        {
            PointTarget[] targets = [.. Enumerable.Range(0, 3).Select(i => Target((round * 10) + i, i == 0 ? 1 : 0))];
            (float[] coordinates, float[] labels) = Concat([.. Enumerable.Range(0, 5).Select(i => Target(1000 + (round * 10) + i, 0))]);
            float[] scores = [.. Enumerable.Range(0, 5).Select(_ => (float)random.Between(-1, 1))];
            int[] order = [.. Enumerable.Range(0, 3)], points = [.. Enumerable.Range(0, Points)];
            random.Shuffle(order);
            random.Shuffle(points);
            PointTarget[] shuffled = [.. order.Select(candidate => Permute(targets[candidate], points))];

            Assert.Equal(
                Described(Matcher.Match(coordinates, labels, scores, targets), targets),
                Described(Matcher.Match(coordinates, labels, scores, shuffled), shuffled));
        }
    }

    [Fact]
    public void Between_equal_points_the_score_and_between_equal_places_the_label_decides()
    {
        PointTarget target = Target(3, 1);
        (float[] coordinates, float[] labels) = Concat(target, target);
        Assert.Equal(1, Assert.Single(Matcher.Match(coordinates, labels, [-1, 1], [target])).Query);
        Assert.Equal(0, Assert.Single(Matcher.Match(coordinates, labels, [-1, 1], [target with { Score = 0 }])).Query);

        PointTarget twins = new([0.5f, 0.5f, 0.5f, 0.5f], [true, false], 1);
        Assert.Equal([1, 0], Assert.Single(Matcher.Match([0.5f, 0.5f, 0.5f, 0.5f], [-2, 2], [0], [twins])).PointOf);
    }

    [Fact]
    public void Asked_to_keep_the_order_it_compares_each_point_with_its_own()
    {
        PointTarget target = Target(3, 1);
        (float[] coordinates, float[] labels) = Concat(Permute(target, [3, 2, 1, 0]));
        Assert.Equal([3, 2, 1, 0], Matcher.Match(coordinates, labels, [0], [target])[0].PointOf);
        Assert.Equal([0, 1, 2, 3], new PointMatcher(new PptLossWeights(), inOrder: true).Match(coordinates, labels, [0], [target])[0].PointOf);
    }

    [Fact]
    public void What_masks_cost_decides_between_equal_queries()
    {
        PointTarget target = Target(3, 1);
        (float[] coordinates, float[] labels) = Concat(target, target);
        Assert.Equal(0, Matcher.Match(coordinates, labels, [0, 0], [target], [1, 2])[0].Query);
        Assert.Equal(1, Matcher.Match(coordinates, labels, [0, 0], [target], [2, 1])[0].Query);
    }

    [Fact]
    public void Where_candidates_outnumber_queries_the_referent_and_the_first_others_are_matched()
    {
        PointTarget[] targets = [Target(1, 0), Target(2, 0), Target(3, 1)];
        (float[] coordinates, float[] labels) = Concat(targets[1], targets[2]);
        Assert.Equal([(0, 0), (1, 2)], Matcher.Match(coordinates, labels, [0, 0], targets).Select(match => (match.Query, match.Candidate)));
        Assert.Empty(Matcher.Match(coordinates, labels, [0, 0], []));
    }

    [Fact]
    public void Scores_do_not_count_where_nobody_is_known_to_be_the_referent()
    {
        PointTarget target = Target(3, 0);
        (float[] coordinates, float[] labels) = Concat(target, Target(4, 0));
        Assert.Equal(0, Assert.Single(Matcher.Match(coordinates, labels, [9, -9], [target])).Query);
    }

    /// <summary>
    /// The trap: target points are drawn anew each time and have no order. With a fixed order every point would learn the middle of the
    /// box and no label; matched, the points spread over the box and learn on which side of the mask's edge they are.
    /// </summary>
    [Fact]
    public void Points_trained_on_redrawn_targets_spread_and_learn_labels_where_a_fixed_order_collapses()
    {
        (double Spread, double[] Sureness) matched = Train((coordinates, labels, target) => Matcher.Match(coordinates, labels, [0], [target])[0].PointOf);
        (double Spread, double[] Sureness) ordered = Train((_, labels, _) => [.. Enumerable.Range(0, labels.Length)]);

        Assert.InRange(ordered.Spread, 0, 0.05);
        Assert.InRange(matched.Spread, 0.12, 0.3);
        Assert.All(ordered.Sureness, sureness => Assert.InRange(sureness, -0.3, 0.3));
        Assert.True(matched.Sureness.Count(sureness => sureness > 0.6) >= 5, string.Join(' ', matched.Sureness));
        Assert.DoesNotContain(matched.Sureness, sureness => sureness < -0.3);
    }

    /// <summary>Descends the L1 and cross-entropy losses of eight free points that begin in the middle; the object is the box's left half.</summary>
    /// <returns>Mean distance to the middle; for each point how sure it is of its right label, -1 to 1.</returns>
    private static (double Spread, double[] Sureness) Train(Func<float[], float[], PointTarget, int[]> assign)
    {
        const int points = 8, steps = 1500;
        CounterRandom random = new(4);
        float[] coordinates = [.. Enumerable.Range(0, 2 * points).Select(_ => (float)random.Between(0.48, 0.52))];
        float[] labels = new float[points];
        for (int step = 0; step < steps; step++)
        {
            float[] drawn = [.. Enumerable.Range(0, 2 * points).Select(i => (float)(i % 2 == 0 ? random.Between(0.2, 0.8) : random.Between(0.3, 0.7)))];
            PointTarget target = new(drawn, [.. Enumerable.Range(0, points).Select(i => drawn[2 * i] < 0.5)], 1);
            int[] pointOf = assign(coordinates, labels, target);
            float rate = 0.0005f + (0.02f * (steps - step) / steps);
            for (int i = 0; i < points; i++)
            {
                coordinates[2 * i] -= rate * Math.Sign(coordinates[2 * i] - drawn[2 * pointOf[i]]);
                coordinates[(2 * i) + 1] -= rate * Math.Sign(coordinates[(2 * i) + 1] - drawn[(2 * pointOf[i]) + 1]);
                labels[i] -= 0.1f * (float)(Probability(labels[i]) - (target.Positive[pointOf[i]] ? 1 : 0));
            }
        }

        double spread = Enumerable.Range(0, points).Average(i => Math.Sqrt(Math.Pow(coordinates[2 * i] - 0.5, 2) + Math.Pow(coordinates[(2 * i) + 1] - 0.5, 2)));
        return (spread, [.. Enumerable.Range(0, points).Select(i => ((2 * Probability(labels[i])) - 1) * (coordinates[2 * i] < 0.5 ? 1 : -1))]);
    }

    private static double Probability(double logit) => 1 / (1 + Math.Exp(-logit));

    private static PointTarget Target(long seed, double score)
    {
        CounterRandom random = new(seed);
        return new PointTarget(
            [.. Enumerable.Range(0, 2 * Points).Select(_ => (float)random.NextDouble())], [.. Enumerable.Range(0, Points).Select(_ => random.Chance(0.5))], score);
    }

    /// <summary>Queries that predict these targets.</summary>
    private static (float[] Coordinates, float[] Labels) Concat(params PointTarget[] queries) =>
        ([.. queries.SelectMany(query => query.Points)], [.. queries.SelectMany(query => query.Positive).Select(positive => positive ? 2f : -2f)]);

    private static PointTarget Permute(PointTarget target, int[] points) => target with
    {
        Points = [.. points.SelectMany(point => new[] { target.Points[2 * point], target.Points[(2 * point) + 1] })],
        Positive = [.. points.Select(point => target.Positive[point])],
    };

    /// <summary>Which query should become what, whatever the numbers of candidates and points.</summary>
    private static IEnumerable<string> Described(IReadOnlyList<PointMatch> matches, PointTarget[] targets) => matches
        .Select(match => $"{match.Query}: {targets[match.Candidate].Score} {string.Join(' ', match.PointOf.Select(point => $"({targets[match.Candidate].Points[2 * point]}, {targets[match.Candidate].Points[(2 * point) + 1]}, {targets[match.Candidate].Positive[point]})"))}")
        .Order(StringComparer.Ordinal);
}
