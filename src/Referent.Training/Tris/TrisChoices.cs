using Referent.Training.Foundations;

namespace Referent.Training.Tris;

/// <summary>Which pictures and sentences.</summary>
public sealed record TrisData
{
    public string Dataset { get; init; } = "world";

    /// <summary>Null for the data set's default.</summary>
    public string? SplitBy { get; init; }

    public string Split { get; init; } = "train";

    /// <summary>On whose pictures and sentences weights are selected.</summary>
    public string SelectionSplit { get; init; } = "val";
}

/// <summary>Which refs labels are of.</summary>
public sealed record LabelledRefs
{
    public string Dataset { get; init; } = "world";

    /// <summary>Null for the data set's default.</summary>
    public string? SplitBy { get; init; }

    public string Split { get; init; } = "train";
}

/// <summary>What the backbone starts from: a file, or random weights of some sizes.</summary>
public sealed record TrisBackboneSource
{
    /// <summary>
    /// Weights of a CLIP with a residual network in any form, or of a stage of TRIS, such as <c>final.safetensors</c> of <c>train clip</c>;
    /// empty with <see cref="Sizes"/>.
    /// </summary>
    public string Weights { get; init; } = string.Empty;

    /// <summary>Its vocabulary; empty for <c>vocabulary.txt</c> beside the weights, or without weights for the preset's.</summary>
    public string Vocabulary { get; init; } = string.Empty;

    /// <summary>Of a random backbone.</summary>
    public ClipSizes? Sizes { get; init; }
}

/// <summary>Weights of the terms; a term of weight 0 is not computed.</summary>
public sealed record TrisStage1LossWeights
{
    public double Classification { get; init; } = 5;

    /// <summary>Calibration by the picture's own text.</summary>
    public double Own { get; init; } = 1;

    /// <summary>Calibration by texts of other objects of the same picture.</summary>
    public double PictureNegatives { get; init; } = 2;
}

/// <summary>How responses become the map that the calibrating CLIP sees a picture through.</summary>
public enum CalibrationShade
{
    /// <summary>From 0 to 1, a half where the response is 0. Source: the official program.</summary>
    Sigmoid,

    /// <summary>Responses as they are, of either sign. Source: TRIS, equation (8).</summary>
    Raw,
}

/// <summary>What a text is that reads like the picture's own, but belongs to another ref.</summary>
public enum EqualTexts
{
    /// <summary>The picture's own too: what is said of it is true.</summary>
    Own,

    /// <summary>As the official program: a negative, which contradicts the positive.</summary>
    AsReleased,
}

/// <summary>Where negatives come from that a picture with few objects does not have.</summary>
public enum NegativeTopUp
{
    /// <summary>Each text of the picture at most once, then texts of the whole set. Source: TRIS, section 4.1.</summary>
    WholeSet,

    /// <summary>
    /// As the official program: texts of the picture drawn with repetition; of the whole set only where the picture has no other object.
    /// </summary>
    AsReleased,
}

/// <summary>Which of the weights that a run passes through are its result. Neither sees ground truth; the official program does.</summary>
public enum TrisSelection
{
    /// <summary>Those whose maps the frozen CLIP finds to fit their own text best, and texts of other objects of the picture least.</summary>
    Judged,

    /// <summary>The last.</summary>
    Last,
}
