using Referent.Data.Text;
using Referent.Models.Tris;
using Referent.Training.Configuration;

namespace Referent.Training.Tris;

/// <summary>
/// How the second stage of TRIS is trained on pseudo-masks. The defaults are the published sizes. Source: TRIS, section 4.1, and the official
/// program, train_stage2, where not said otherwise.
/// </summary>
public sealed record TrisStage2TrainingConfig
{
    public long Seed { get; init; } = 1;

    /// <summary>Name or folder of the preset whose frozen CLIP judges maps, where weights are selected by it.</summary>
    public string Preset { get; init; } = "tiny";

    public TrisData Data { get; init; } = new();

    /// <summary>Folder with the masks of <c>label tris-masks</c>; empty for <c>labels/tris</c> in the data set's folder.</summary>
    public string Labels { get; init; } = string.Empty;

    public TrisBackboneSource Backbone { get; init; } = new();

    /// <summary>Side of the square that pictures and masks are stretched to, a multiple of 32.</summary>
    public int ImageSize { get; init; } = TrisStage1Config.ImageSize;

    /// <summary>Ids of a text, start, end and padding included: every place sees them all.</summary>
    public int TextLength { get; init; } = TrisStage1Config.TextLength;

    /// <summary>What becomes of longer texts.</summary>
    public TextCut TextCut { get; init; }

    public int BatchSize { get; init; } = 48;

    /// <summary>15 epochs of RefCOCO's 16,994 training refs.</summary>
    public long Steps { get; init; } = 5311;

    /// <summary>Of what starts from nothing; falls as a power of what is left.</summary>
    public double LearningRate { get; init; } = 5e-5;

    /// <summary>Times the learning rate: that of the pretrained backbone.</summary>
    public double BackboneRate { get; init; } = 0.1;

    /// <summary>Exponent of the schedule.</summary>
    public double Power { get; init; } = 0.9;

    /// <summary>How the learning rate falls.</summary>
    public TrisStage2Schedule Schedule { get; init; }

    /// <summary>Applies to everything.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Largest L2 norm of all gradients together; 0 for none, as the official program.</summary>
    public double ClipGradients { get; init; }

    /// <summary>Chosen: the last weights need no CLIP; pseudo-masks stay the same through the run, and the learning rate ends at 0.</summary>
    public TrisSelection Selection { get; init; } = TrisSelection.Last;

    /// <summary>Steps between measurements of what the judge thinks of maps, where weights are selected by it; an epoch of RefCOCO.</summary>
    public long EvaluateEvery { get; init; } = 354;

    /// <summary>Refs per measurement, spread evenly.</summary>
    public int EvaluationRefs { get; init; } = 500;

    public long CheckpointEvery { get; init; } = 250;

    /// <exception cref="ConfigException">Values out of range: all faults at once.</exception>
    public void Validate() => ConfigRules.Check(
        (ImageSize > 0 && ImageSize % 32 == 0, "imageSize is a multiple of 32"),
        (TextLength > 1, "textLength is at least 2"),
        (BatchSize > 1, "batchSize is at least 2"),
        (Steps > 0, "steps is at least 1"),
        (ClipGradients >= 0, "clipGradients is at least 0"),
        (EvaluateEvery > 0, "evaluateEvery is at least 1"),
        (EvaluationRefs > 0, "evaluationRefs is at least 1"),
        (CheckpointEvery > 0, "checkpointEvery is at least 1"),
        (Backbone.Weights.Length > 0 != Backbone.Sizes is not null, "backbone has either weights or sizes"));
}

/// <summary>How the learning rate of the second stage falls.</summary>
public enum TrisStage2Schedule
{
    /// <summary>At every step, to 0 at the end, as that of the first stage.</summary>
    EveryStep,

    /// <summary>As the official program: by one step's share in an epoch, so that it hardly falls.</summary>
    AsReleased,
}
