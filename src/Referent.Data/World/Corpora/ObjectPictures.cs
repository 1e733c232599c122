using Referent.Data.World.Composition;
using Referent.Data.World.Packs;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.World.Corpora;

/// <summary>The object-centric set: one big object near the centre of a simple background, in a folder per class.</summary>
internal static class ObjectPictures
{
    private static readonly ImageSize Canvas = new(256, 256);

    /// <summary>Picture number i shows class i modulo the number of classes.</summary>
    /// <returns>The path below the world's folder, the picture, its class and the object's mask, which is for evaluation alone.</returns>
    public static (string Path, RgbImage Image, SpriteClass Class, BinaryMask Mask) Make(SpritePack pack, long seed, int index)
    {
        SpriteClass entry = pack.Classes[index % pack.Classes.Count];
        WorldRandom random = new(seed, Purpose.ObjectPicture, index);
        CastMember member = new(entry, CastMember.VariantOf(pack, entry, random), random.Between(0.55, 0.9));
        Picture picture = new([Arranger.Centre(member, Canvas, random)], Canvas);
        RgbImage image = picture.Paint(Background.Simple(random, Canvas));
        Painter.AddGrain(image, random, random.Below(8));
        return ($"objects/{entry.Name}/{index:D8}.jpg", image, entry, picture.Coverage.VisibleMask(0));
    }
}
