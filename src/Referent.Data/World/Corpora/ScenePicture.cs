using Referent.Data.World.Composition;
using Referent.Data.World.Language;
using Referent.Imaging.Masks;

namespace Referent.Data.World.Corpora;

/// <summary>A finished scene, all but its pixels.</summary>
/// <param name="Index">Number of the scene, from 0.</param>
/// <param name="Split">train, val, testA or testB.</param>
/// <param name="Placements">The objects, the last on top.</param>
/// <param name="Masks">The visible pixels of each.</param>
/// <param name="Objects">What the sentences see of them.</param>
/// <param name="Referents">Per dataset, in the order of the grammars, the referents with their sentences.</param>
internal sealed record ScenePicture(
    int Index,
    string Split,
    IReadOnlyList<Placement> Placements,
    IReadOnlyList<RunLengthMask> Masks,
    Scene Objects,
    IReadOnlyList<IReadOnlyList<ReferredObject>> Referents);
