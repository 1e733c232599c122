using Referent.Torch;

namespace Referent.Models.PointPrompting;

/// <summary>What the frozen CLIP says of a batch of expressions; the tensors are the caller's.</summary>
/// <param name="Words">[B, L, E], word features of CLIP's text tower in the shared space.</param>
/// <param name="Padding">Bool [B, L]: true where there is no word; each text has at least one word.</param>
/// <param name="Probes">What <see cref="ResponseMaps"/> looks for, for a generator that wants responses.</param>
public sealed record ExpressionFeatures(Tensor Words, Tensor Padding, ResponseTexts? Probes = null);

/// <summary>The texts that <see cref="ResponseMaps"/> looks for; the tensors are the caller's.</summary>
/// <param name="Probes">[B, R, E], the expression, the phrase of its subject and that phrase's noun, of unit length.</param>
/// <param name="Nothing">[1, E], the empty text, of unit length.</param>
public sealed record ResponseTexts(Tensor Probes, Tensor Nothing);
