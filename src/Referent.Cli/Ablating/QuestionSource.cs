using Referent.Cli.Evaluating;
using Referent.Data.Refer;

namespace Referent.Cli.Ablating;

/// <summary>What the rows of a table are asked.</summary>
/// <param name="Root">The data root.</param>
/// <param name="Dataset">With its ground truth.</param>
/// <param name="Split">The split's name.</param>
/// <param name="Limit">Pictures at most, the first of the split; null for all.</param>
internal sealed record QuestionSource(string Root, ReferDataset Dataset, string Split, int? Limit)
{
    /// <summary>A task of which nothing is done.</summary>
    public EvaluationTask Begin() => new(Dataset, Split, Limit);
}
