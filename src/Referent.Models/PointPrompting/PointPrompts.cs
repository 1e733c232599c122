using Referent.Torch;

namespace Referent.Models.PointPrompting;

/// <summary>What the generator says of each image and text: K candidates, each with M points. The tensors are the caller's.</summary>
/// <param name="Coordinates">[B, K, M, 2] in [0, 1]: x over the original width, y over the original height.</param>
/// <param name="PositiveLogits">[B, K, M]: above 0 the point is on the candidate, below 0 off it.</param>
/// <param name="ScoreLogits">[B, K]: the candidate with the highest is the referent.</param>
public sealed record PointPrompts(Tensor Coordinates, Tensor PositiveLogits, Tensor ScoreLogits)
{
    /// <summary>
    /// [B, K, h * w]: the attention with which each candidate points at the image tokens, sum 1; none where the generator has no pointer.
    /// </summary>
    public Tensor? Places { get; init; }

    /// <summary>How the image responds to the text; null where the configuration has no responses.</summary>
    public ResponseMaps? Responses { get; init; }
}
