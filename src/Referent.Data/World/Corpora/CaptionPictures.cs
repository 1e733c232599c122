using Referent.Data.World.Composition;
using Referent.Data.World.Language;
using Referent.Data.World.Packs;
using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Corpora;

/// <summary>
/// The caption corpus: half of the pictures show one big object, half two to six small ones; half of the backgrounds are cluttered.
/// </summary>
internal sealed class CaptionPictures(SpritePack pack, long seed)
{
    private static readonly ImageSize Canvas = new(128, 128);

    private readonly SpriteClass[] _classes = [.. pack.Classes.Where(entry => !pack.HeldOutOfCaptions.Contains(entry))];

    /// <returns>The file name below <c>captions/images</c>, the picture and its caption.</returns>
    public (string File, RgbImage Image, string Caption) Make(int index)
    {
        (Picture picture, string caption) = Describe(index);
        WorldRandom random = new(seed, Purpose.CaptionBackground, index);
        RgbImage image = picture.Paint(random.Chance(0.5) ? Background.Simple(random, Canvas) : Background.Cluttered(random, Canvas));
        Painter.AddGrain(image, random, random.Below(12));
        return ($"{index:D8}.jpg", image, caption);
    }

    /// <summary>The picture before it is painted, and its caption.</summary>
    public (Picture Picture, string Caption) Describe(int index)
    {
        WorldRandom random = new(seed, Purpose.CaptionPicture, index);
        List<Placement>? placements = null;
        while (placements is null)
        {
            placements = random.Chance(0.5) ? [One(random)] : Several(random);
        }

        Picture picture = new(placements, Canvas);
        return (picture, CaptionWriter.Write(CaptionGroup.Of(picture), new WorldRandom(seed, Purpose.CaptionText, index)));
    }

    private Placement One(WorldRandom random)
    {
        SpriteClass entry = random.Pick(_classes);
        CastMember member = new(entry, CastMember.VariantOf(pack, entry, random), random.Between(0.45, 0.95));
        return Arranger.Centre(member, Canvas, random);
    }

    private List<Placement>? Several(WorldRandom random)
    {
        int count = random.Between(2, 6);
        List<CastMember> cast = [];
        while (cast.Count < count)
        {
            SpriteClass entry = random.Pick(_classes);
            SpriteVariant variant = CastMember.VariantOf(pack, entry, random);
            int copies = random.Chance(0.3) ? Math.Min(random.Between(2, 3), count - cast.Count) : 1;
            for (int i = 0; i < copies; i++)
            {
                SpriteVariant look = random.Chance(0.6) ? variant : CastMember.VariantOf(pack, entry, random);
                cast.Add(new CastMember(entry, look, random.BetweenLog(0.17, 0.5)));
            }
        }

        random.Shuffle(cast);
        List<Placement>? placements = Arranger.Place(cast, Canvas, random);
        return placements is not null && IsClear(placements) ? placements : null;
    }

    /// <summary>Whether every object, each of which may be named, is mostly visible.</summary>
    private static bool IsClear(List<Placement> placements)
    {
        Coverage coverage = new Picture(placements, Canvas).Coverage;
        return Enumerable.Range(0, placements.Count).All(i => coverage.VisibleFraction(i) >= 0.55);
    }
}
