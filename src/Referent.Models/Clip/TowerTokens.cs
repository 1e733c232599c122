using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>What an image tower knows between two of its blocks.</summary>
/// <param name="Original">[B, 1 + hw, D], the class token first, before <c>ln_post</c>.</param>
/// <param name="Local">The same of CLIP Surgery's local path; none before it begins.</param>
internal sealed record TowerTokens(Tensor Original, Tensor? Local = null);
