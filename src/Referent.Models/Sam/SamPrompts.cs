using Referent.Torch;

namespace Referent.Models.Sam;

/// <summary>
/// P prompts for the mask decoder. Every part is optional; those given have the same P. Coordinates are in the encoder's frame: pixels
/// of the resized picture before padding. The tensors are borrowed. Gradients flow to all floating parts.
/// </summary>
public sealed record SamPrompts
{
    /// <summary>Label of a point on the object.</summary>
    public const long PositiveLabel = 1;

    /// <summary>Label of a point beside the object.</summary>
    public const long NegativeLabel = 0;

    /// <summary>Label of a point that is not there; its coordinates do not matter.</summary>
    public const long PaddingLabel = -1;

    /// <summary>Float32 [P, N, 2]: x, y. Wants exactly one of <see cref="Labels"/> and <see cref="Positivity"/>.</summary>
    public Tensor? Points { get; init; }

    /// <summary>Int64 [P, N]: 1 on the object, 0 beside it, -1 not a point.</summary>
    public Tensor? Labels { get; init; }

    /// <summary>Float32 [P, N] in [0, 1]: how much a point is on the object; mixes the two label embeddings. For training.</summary>
    public Tensor? Positivity { get; init; }

    /// <summary>Float32 [P, 4]: left, top, right, bottom.</summary>
    public Tensor? Boxes { get; init; }

    /// <summary>Float32 [P, 1, M, M]: logits of an earlier mask, M = <see cref="SamConfig.MaskSide"/>.</summary>
    public Tensor? Masks { get; init; }

    /// <summary>P; 1 where nothing is given.</summary>
    public long Count => (Points ?? Boxes ?? Masks)?.Size(0) ?? 1;
}
