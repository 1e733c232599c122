namespace Referent.Training.Foundations;

/// <summary>How a small CLIP is trained on a caption corpus.</summary>
public sealed record ClipTrainingConfig
{
    public long Seed { get; init; } = 1;

    public ClipSizes Model { get; init; } = new();

    /// <summary>
    /// Merges learnt from the text of the corpus. Chosen: the world's words become single tokens, docs/decisions/20261121-world.md.
    /// </summary>
    public int VocabularyMerges { get; init; } = 1500;

    public int BatchSize { get; init; } = 128;

    public long Steps { get; init; } = 3000;

    /// <summary>Peak of the cosine schedule.</summary>
    public double LearningRate { get; init; } = 1e-3;

    public long WarmupSteps { get; init; } = 200;

    /// <summary>Applies to matrices only. Source: CLIP, table 18.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Share of patches left out of a vision transformer while training. Source: Li et al. 2023, FLIP.</summary>
    public double PatchDropout { get; init; } = 0.5;

    /// <summary>Steps at the end that see every patch. Source: FLIP's unmasked tuning.</summary>
    public long FullSteps { get; init; } = 500;

    /// <summary>Smallest side of the random crop, as a share of the picture.</summary>
    public double MinCrop { get; init; } = 0.85;

    /// <summary>Largest L2 norm of all gradients together; 0 for none.</summary>
    public double ClipGradients { get; init; } = 1;

    /// <summary>Matrix products in BFloat16: faster where the CPU has such instructions.</summary>
    public bool BFloat16 { get; init; } = true;

    /// <summary>
    /// Sentences around a class or phrase, in zero-shot measurements and in the preset's localiser. Chosen: as the captions speak; templates
    /// with words that no caption has cost a third of the accuracy (docs/results).
    /// </summary>
    public IReadOnlyList<string> Templates { get; init; } =
        ["{}", "a {}", "a photo of a {}", "a picture of a {}", "an image of a {}", "a close up of a {}"];

    public long CheckpointEvery { get; init; } = 250;

    /// <summary>Steps between zero-shot measurements on <c>objects/</c>.</summary>
    public long EvaluateEvery { get; init; } = 500;

    /// <summary>Object-centric pictures per measurement, spread evenly.</summary>
    public int EvaluationPictures { get; init; } = 1000;
}

/// <summary>What a CLIP sees with.</summary>
public enum ImageTowerKind
{
    /// <summary>A vision transformer.</summary>
    Transformer,

    /// <summary>CLIP's residual network, which TRIS needs.</summary>
    Resnet,
}

/// <summary>Sizes of a small CLIP; heads are 64 wide.</summary>
public sealed record ClipSizes
{
    public ImageTowerKind Tower { get; init; }

    public int EmbedDim { get; init; } = 192;

    public int ImageSize { get; init; } = 112;

    /// <summary>Of a vision transformer.</summary>
    public int PatchSize { get; init; } = 8;

    /// <summary>Channels of a token, or of the stem of a residual network, whose last map has 32 times as many.</summary>
    public int VisionWidth { get; init; } = 192;

    /// <summary>Of a vision transformer.</summary>
    public int VisionLayers { get; init; } = 6;

    /// <summary>Of a residual network: the bottlenecks of each of the four stages.</summary>
    public IReadOnlyList<int> VisionBlocks { get; init; } = [1, 1, 1, 1];

    public int ContextLength { get; init; } = 77;

    public int TextWidth { get; init; } = 192;

    public int TextLayers { get; init; } = 3;
}
