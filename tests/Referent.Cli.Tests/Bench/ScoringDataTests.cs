using Referent.Cli.Bench;
using Referent.Evaluation;
using Referent.Imaging.Responses;

namespace Referent.Cli.Tests.Bench;

public sealed class ScoringDataTests
{
    /// <summary>Predictions that miss everything, or hit exactly, would score faster than real ones.</summary>
    [Fact]
    public void Every_sentence_has_a_prediction_that_hits_its_object_in_part()
    {
        using ScoringData data = new(3);
        Evaluator evaluator = new(data.Load(), "val");
        foreach (Prediction prediction in PredictionFile.Read(data.Predictions))
        {
            evaluator.Add(prediction, ResponseRules.Tris);
        }

        EvaluationSummary summary = evaluator.Finish().Summary;
        Assert.Equal((27, 27, 0), (data.Sentences, summary.Sentences, summary.Missing));
        Assert.InRange(summary.MeanIou, 0.4, 0.95);
    }

    [Fact]
    public void The_command_prints_sentences_per_second_beside_the_bar()
    {
        ProgramRun run = ProgramRun.Of("bench", "scoring", "--pictures", "2");
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Matches(@"^scoring, 640x480 +\d+ sentences/s +bar 400: (held|missed)\n$", run.Output);
    }
}
