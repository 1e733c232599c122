using Referent.Models.IrNet;
using Referent.Training.Configuration;
using Referent.Training.Losses;

namespace Referent.Training.Tris;

/// <summary>
/// How IRNet is trained on response maps. The defaults are the published ones. Source: IRNet, run_sample.py and step/train_irn.py, with the
/// settings of TRIS's official program; the paper of TRIS names none.
/// </summary>
public sealed record IrNetTrainingConfig
{
    public long Seed { get; init; } = 1;

    public LabelledRefs Data { get; init; } = new();

    /// <summary>Folder with the maps of <c>label tris-maps</c>; empty for <c>labels/tris</c> in the data set's folder.</summary>
    public string Labels { get; init; } = string.Empty;

    public IrNetTrunkSource Trunk { get; init; } = new();

    /// <summary>Channels of each level in the boundary head; a multiple of 4.</summary>
    public int EdgeWidth { get; init; } = 32;

    /// <summary>Channels of the finest level in the displacement head; a multiple of 8.</summary>
    public int DisplacementWidth { get; init; } = 64;

    /// <summary>Refs to learn from at most, spread evenly; 0 for all. The affinity labels of each are made once, by two dense CRFs.</summary>
    public int Refs { get; init; }

    /// <summary>Side of the square crops, in pixels.</summary>
    public int CropSize { get; init; } = IrNetConfig.CropSize;

    /// <summary>Pairs of places are nearer than this, in places of four pixels.</summary>
    public int Radius { get; init; } = AffinityLoss.PublishedRadius;

    /// <summary>Pictures are resized by a factor from here ...</summary>
    public double SmallestScale { get; init; } = 0.5;

    /// <summary>... to here.</summary>
    public double LargestScale { get; init; } = 1.5;

    public int BatchSize { get; init; } = 24;

    /// <summary>3 epochs of RefCOCO's 16,994 training refs.</summary>
    public long Steps { get; init; } = 2124;

    /// <summary>Learning rate of the boundary head.</summary>
    public double EdgeRate { get; init; } = 0.1;

    /// <summary>Learning rate of the displacement head.</summary>
    public double DisplacementRate { get; init; } = 1;

    /// <summary>Exponent of the schedule.</summary>
    public double Power { get; init; } = 0.9;

    /// <summary>Source: IRNet's program, which gives the weight decay in the place of the momentum, so that there is next to none.</summary>
    public double Momentum { get; init; } = 1e-4;

    public double WeightDecay { get; init; } = 1e-4;

    /// <summary>Pictures that the mean displacement is taken over at the end, spread evenly; 0 for all, as published.</summary>
    public int MeanPictures { get; init; }

    public long CheckpointEvery { get; init; } = 250;

    /// <exception cref="ConfigException">Values out of range: all faults at once.</exception>
    public void Validate() => ConfigRules.Check(
        (EdgeWidth > 0 && EdgeWidth % 4 == 0, "edgeWidth is a multiple of 4"),
        (DisplacementWidth > 0 && DisplacementWidth % 8 == 0, "displacementWidth is a multiple of 8"),
        (Refs >= 0 && MeanPictures >= 0, "refs and meanPictures are at least 0"),
        (Radius > 1, "radius is at least 2"),
        (CropSize % 4 == 0 && CropSize / 4 > 2 * (Radius - 1), "cropSize is a multiple of 4, and above 8 (radius - 1)"),
        (SmallestScale > 0 && SmallestScale <= LargestScale, "smallestScale is above 0 and at most largestScale"),
        (BatchSize > 0, "batchSize is at least 1"),
        (Steps > 0, "steps is at least 1"),
        (CheckpointEvery > 0, "checkpointEvery is at least 1"),
        (Trunk.Weights.Length > 0 != Trunk.Sizes is not null, "trunk has either weights or sizes"));
}

/// <summary>The frozen network that IRNet sees with: a file, or random weights of some sizes.</summary>
public sealed record IrNetTrunkSource
{
    /// <summary>
    /// torchvision's ResNet in any form, as published; or a CLIP with a residual network, such as <c>final.safetensors</c> of <c>train clip</c>
    /// or <c>train tris-stage1</c>.
    /// </summary>
    public string Weights { get; init; } = string.Empty;

    /// <summary>Of a random CLIP trunk.</summary>
    public IrNetTrunkSizes? Sizes { get; init; }
}

/// <summary>Sizes of a trunk.</summary>
public sealed record IrNetTrunkSizes
{
    /// <summary>Channels of the stem.</summary>
    public int Width { get; init; } = 24;

    /// <summary>Bottlenecks of each of the four stages.</summary>
    public IReadOnlyList<int> Blocks { get; init; } = [1, 1, 1, 1];
}
