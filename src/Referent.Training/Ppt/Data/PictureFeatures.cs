using Referent.Torch;

namespace Referent.Training.Ppt.Data;

/// <summary>Shapes of the frozen features of one picture.</summary>
/// <param name="Stages">Number of stages N.</param>
/// <param name="Patches">Patches hw of each.</param>
/// <param name="Width">Channels D of each.</param>
/// <param name="SamChannels">Channels C of SAM's embedding.</param>
/// <param name="SamGrid">Side G of SAM's embedding.</param>
public sealed record FeatureShape(int Stages, int Patches, int Width, int SamChannels, int SamGrid)
{
    /// <summary>Elements of one stage.</summary>
    public int StageLength => Patches * Width;

    /// <summary>Elements of SAM's embedding.</summary>
    public int SamLength => SamChannels * SamGrid * SamGrid;

    /// <summary>Elements of one picture.</summary>
    public int Length => (Stages * StageLength) + SamLength;
}

/// <summary>The frozen features of a batch; the tensors belong to the scope they were made in.</summary>
/// <param name="Stages">For each stage [B, hw, D].</param>
/// <param name="Sam">[B, C, G, G]</param>
public sealed record FeatureBatch(IReadOnlyList<Tensor> Stages, Tensor Sam);
