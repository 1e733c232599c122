namespace Referent.Training.Ppt.Objective;

/// <summary>The target of one candidate: its points and its score.</summary>
/// <param name="Points">x, y of each of M points, normalised by the picture's width and height.</param>
/// <param name="Positive">For each point, whether it is inside the pseudo-mask.</param>
/// <param name="Score">1 for the referent, 0 for others.</param>
public sealed record PointTarget(float[] Points, bool[] Positive, double Score);

/// <summary>One query given to one candidate.</summary>
/// <param name="Query">k</param>
/// <param name="Candidate">e</param>
/// <param name="PointOf">For each point of the query the point of the candidate it should become.</param>
public sealed record PointMatch(int Query, int Candidate, int[] PointOf);

/// <summary>
/// Hungarian matching of K queries to E candidates by points and scores. Source: PPT, section 3.1.2, which leaves open how unordered
/// target points meet ordered predictions: they are matched inside each pair, or every point would learn the centre of the box.
/// </summary>
/// <param name="weights">Of the terms.</param>
/// <param name="inOrder">Whether point i of a query is compared with point i of a candidate, instead of being matched.</param>
public sealed class PointMatcher(PptLossWeights weights, bool inOrder = false)
{
    /// <param name="coordinates">[K, M, 2] of one sample, normalised.</param>
    /// <param name="positiveLogits">[K, M]</param>
    /// <param name="scoreLogits">[K]</param>
    /// <param name="targets">
    /// E of them; where they are more than K the referent and the first others are matched. Where none is known to be the referent, scores do
    /// not count, as in the loss.
    /// </param>
    /// <param name="maskCost">[E, K], what the masks add; empty for nothing.</param>
    public IReadOnlyList<PointMatch> Match(
        ReadOnlySpan<float> coordinates, ReadOnlySpan<float> positiveLogits, ReadOnlySpan<float> scoreLogits, IReadOnlyList<PointTarget> targets,
        ReadOnlySpan<float> maskCost = default)
    {
        ArgumentNullException.ThrowIfNull(targets);
        int queries = scoreLogits.Length;
        int points = positiveLogits.Length / queries;
        double scoreWeight = targets.Any(target => target.Score > 0) ? weights.Score : 0;
        int[] candidates = [.. Enumerable.Range(0, targets.Count).OrderByDescending(candidate => targets[candidate].Score > 0).Take(queries).Order()];
        int rows = candidates.Length;
        float[] cost = new float[rows * queries];
        int[][] inner = new int[rows * queries][];
        float[] pointCost = new float[points * points];
        for (int row = 0; row < rows; row++)
        {
            PointTarget target = targets[candidates[row]];
            for (int query = 0; query < queries; query++)
            {
                FillPointCost(coordinates.Slice(query * points * 2, points * 2), positiveLogits.Slice(query * points, points), target, pointCost);
                int[] pointOf = inOrder ? [.. Enumerable.Range(0, points)] : HungarianAssignment.Solve(pointCost, points, points);
                double total = 0;
                for (int i = 0; i < points; i++)
                {
                    total += pointCost[(i * points) + pointOf[i]];
                }

                int pair = (row * queries) + query;
                inner[pair] = pointOf;
                double scoreCost = scoreWeight * CrossEntropy(scoreLogits[query], target.Score);
                cost[pair] = (float)((total / points) + scoreCost + (maskCost.IsEmpty ? 0 : maskCost[(candidates[row] * queries) + query]));
            }
        }

        int[] queryOf = HungarianAssignment.Solve(cost, rows, queries);
        return [.. candidates.Select((candidate, row) => new PointMatch(queryOf[row], candidate, inner[(row * queries) + queryOf[row]]))];
    }

    /// <summary>-t log p - (1 - t) log(1 - p) with p the sigmoid of the logit.</summary>
    private static double CrossEntropy(double logit, double target) =>
        Math.Max(logit, 0) - (logit * target) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));

    private void FillPointCost(ReadOnlySpan<float> coordinates, ReadOnlySpan<float> logits, PointTarget target, float[] cost)
    {
        int points = logits.Length;
        for (int i = 0; i < points; i++)
        {
            double whenPositive = weights.PointLabel * CrossEntropy(logits[i], 1);
            double whenNegative = weights.PointLabel * CrossEntropy(logits[i], 0);
            for (int j = 0; j < points; j++)
            {
                double distance = Math.Abs(coordinates[2 * i] - target.Points[2 * j])
                    + Math.Abs(coordinates[(2 * i) + 1] - target.Points[(2 * j) + 1]);
                cost[(i * points) + j] = (float)((weights.PointDistance * distance) + (target.Positive[j] ? whenPositive : whenNegative));
            }
        }
    }
}
