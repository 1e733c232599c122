using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Training.Ppt.Data;

/// <summary>Shapes of the frozen features of one picture.</summary>
/// <param name="Stages">Number of stages N.</param>
/// <param name="Patches">Patches hw of each.</param>
/// <param name="Width">Channels D of each.</param>
/// <param name="SamChannels">Channels C of SAM's embedding.</param>
/// <param name="SamGrid">Side G of SAM's embedding.</param>
/// <param name="TowerTokens">Tokens of the image tower itself, for fusion that is written back; 0 where they are not kept.</param>
public sealed record FeatureShape(int Stages, int Patches, int Width, int SamChannels, int SamGrid, int TowerTokens = 0)
{
    /// <summary>Elements of SAM's embedding.</summary>
    public int SamLength => SamChannels * SamGrid * SamGrid;

    /// <summary>Tokens of each part of a picture but SAM's, in their order: of the stages, and of the tower where they are kept.</summary>
    public IReadOnlyList<int> Tokens => [.. Enumerable.Repeat(Patches, Stages), .. TowerTokens > 0 ? [TowerTokens] : Array.Empty<int>()];

    /// <summary>Elements of each part of a picture, in their order, SAM's the last.</summary>
    public IReadOnlyList<int> Lengths => [.. Tokens.Select(tokens => tokens * Width), SamLength];

    /// <summary>Elements of one picture.</summary>
    public int Length => Lengths.Sum();

    /// <summary>Of what a tower and a SAM say.</summary>
    /// <param name="clip">Borrowed.</param>
    /// <param name="side">Of the square that the tower sees, all tiles together, in pixels.</param>
    /// <param name="sam">Sizes.</param>
    /// <param name="device">Where the tower is.</param>
    public static FeatureShape Of(StageExtractor clip, int side, SamConfig sam, Device device)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(sam);
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor[] stages = clip.Forward(Tensor.Zeros([1, 3, side, side], device: device));
        int tower = clip.KeepsTokens ? (int)stages[^1].Size(1) : 0;
        (int patches, int width) = ((int)stages[0].Size(1), (int)stages[0].Size(2));
        return new FeatureShape(stages.Length - (tower > 0 ? 1 : 0), patches, width, sam.OutputChannels, sam.Grid, tower);
    }
}

/// <summary>The frozen features of a batch, Float16 or Float32; the tensors belong to the scope they were made in.</summary>
/// <param name="Stages">
/// As <see cref="StageExtractor.Forward"/> gives them: for each stage [B, hw, D], and the tower's own tokens where they are kept.
/// </param>
/// <param name="Sam">[B, C, G, G]</param>
public sealed record FeatureBatch(IReadOnlyList<Tensor> Stages, Tensor Sam)
{
    /// <summary>The same numbers as what networks compute with; the innermost scope's.</summary>
    public FeatureBatch ToFloat32() => new([.. Stages.Select(stage => stage.To(DType.Float32))], Sam.To(DType.Float32));
}
