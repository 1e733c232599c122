using Referent.Data.Refer;
using Referent.Evaluation.Breakdowns;

namespace Referent.Evaluation;

/// <summary>What an evaluation found, as a whole and sentence by sentence.</summary>
public sealed record EvaluationReport
{
    /// <summary>One of <see cref="ReferFiles.DatasetNames"/>.</summary>
    public required string Dataset { get; init; }

    public required string SplitBy { get; init; }

    public required string Split { get; init; }

    /// <summary>What the headline was computed with.</summary>
    public required MaskConvention Masks { get; init; }

    public required EvaluationSummary Summary { get; init; }

    /// <summary>Which kinds of sentences are hard.</summary>
    public required IReadOnlyList<Breakdown> Breakdowns { get; init; }

    /// <summary>In the dataset's order.</summary>
    public required IReadOnlyList<SampleScore> Samples { get; init; }

    /// <summary>What made the predictions, such as <c>ppt, preset tiny</c>; null where that is not known.</summary>
    public string? Method { get; init; }

    /// <summary>Damaged ground truth, a line each with the sentences that count as missing for it, whatever was predicted.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The classes that some pretraining never saw, by themselves; none where the dataset lists no such classes.</summary>
    public IReadOnlyList<GroupScore> HeldOut { get; init; } = [];

    /// <summary><see cref="Breakdowns"/>, and <see cref="HeldOut"/> as one more where there is any.</summary>
    internal IEnumerable<Breakdown> AllBreakdowns() =>
        HeldOut.Count == 0 ? Breakdowns : Breakdowns.Append(new Breakdown("classes held out of", HeldOut));
}
