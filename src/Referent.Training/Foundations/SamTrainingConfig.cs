namespace Referent.Training.Foundations;

/// <summary>How a small SAM is trained on a mask corpus.</summary>
public sealed record SamTrainingConfig
{
    public long Seed { get; init; } = 1;

    public SamSizes Model { get; init; } = new();

    /// <summary>Weights of an earlier run to begin from; empty begins afresh.</summary>
    public string Start { get; init; } = string.Empty;

    /// <summary>Pictures per step.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Prompts by points per picture and step.</summary>
    public int PointPrompts { get; init; } = 4;

    /// <summary>Prompts by a box per picture and step.</summary>
    public int BoxPrompts { get; init; } = 1;

    /// <summary>Share of prompts that ask for a whole thing; the rest ask for any mask of the picture, parts and groups too.</summary>
    public double WholeShare { get; init; } = 0.6;

    public long Steps { get; init; } = 6000;

    /// <summary>Peak of the cosine schedule.</summary>
    public double LearningRate { get; init; } = 8e-4;

    public long WarmupSteps { get; init; } = 250;

    /// <summary>Applies to matrices only. Source: Kirillov et al. 2023, appendix A.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Largest L2 norm of all gradients together; 0 for none.</summary>
    public double ClipGradients { get; init; } = 1;

    /// <summary>Matrix products in BFloat16: faster where the CPU has such instructions.</summary>
    public bool BFloat16 { get; init; } = true;

    public long CheckpointEvery { get; init; } = 250;

    /// <summary>Steps between measurements on pictures kept out of training.</summary>
    public long EvaluateEvery { get; init; } = 500;

    /// <summary>Pictures at the end of the corpus that are kept out of training.</summary>
    public int EvaluationPictures { get; init; } = 200;
}

/// <summary>Sizes of a small SAM.</summary>
public sealed record SamSizes
{
    public int ImageSize { get; init; } = 256;

    public int PatchSize { get; init; } = 16;

    public int EncoderWidth { get; init; } = 160;

    public int Depth { get; init; } = 6;

    public int EncoderHeads { get; init; } = 4;

    public int WindowSize { get; init; } = 8;

    public IReadOnlyList<int> GlobalBlocks { get; init; } = [2, 5];

    public int OutputChannels { get; init; } = 128;

    public int DecoderHeads { get; init; } = 4;

    public int DecoderHidden { get; init; } = 256;
}
