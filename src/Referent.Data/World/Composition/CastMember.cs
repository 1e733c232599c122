using Referent.Data.World.Packs;

namespace Referent.Data.World.Composition;

/// <summary>What is to be put on a canvas, before it has a place.</summary>
/// <param name="Class">What it shows.</param>
/// <param name="Variant">The cut-out in its colouring.</param>
/// <param name="Size">Longer side relative to the canvas side.</param>
internal sealed record CastMember(SpriteClass Class, SpriteVariant Variant, double Size)
{
    /// <summary>
    /// Share of objects that are tinted where they can be. Chosen: colour words must be learnt, and natural colours stay the most frequent.
    /// </summary>
    private const double TintedShare = 0.5;

    /// <summary>One of the cut-outs of a class, in its own colours or tinted.</summary>
    public static SpriteVariant VariantOf(SpritePack pack, SpriteClass entry, WorldRandom random)
    {
        Sprite sprite = random.Pick(pack.SpritesOf(entry));
        return random.Chance(TintedShare) && sprite.Tinted.Count > 0 ? random.Pick(sprite.Tinted) : sprite.Natural;
    }
}
