using Referent.Data.MaskCorpus;
using Referent.Data.World.Composition;
using Referent.Data.World.Packs;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.World.Corpora;

/// <summary>The mask corpus: scenes, and at times one big object, with masks of whole objects, parts and groups, without any class.</summary>
internal sealed class MaskPictures(SpritePack pack, long seed)
{
    /// <summary>
    /// Share of pictures with one big object on a simple background. Chosen: the tiny SAM must segment object-centric pictures too.
    /// </summary>
    private const double SingleShare = 0.25;

    /// <summary>Fewest visible pixels of an object that gets a mask. Chosen: a square of 7 pixels.</summary>
    private const int FewestPixels = 49;

    /// <summary>Intersection over union from which two parts are one.</summary>
    private const double SamePart = 0.8;

    private static readonly ImageSize Canvas = new(256, 256);

    private readonly SceneCast _cast = new(pack, entry => !pack.HeldOutOfMasks.Contains(entry));
    private readonly SpriteClass[] _classes = [.. pack.Classes.Where(entry => !pack.HeldOutOfMasks.Contains(entry))];

    /// <returns>The file name below <c>masks/images</c>, the picture and its masks; visible pixels only.</returns>
    public (string File, RgbImage Image, IReadOnlyList<LevelledMask> Masks, IReadOnlyList<Placement> Placements) Make(int index)
    {
        WorldRandom random = new(seed, Purpose.MaskPicture, index);
        bool single = random.Chance(SingleShare);
        List<Placement>? placements = null;
        while (placements is null)
        {
            placements = single ? [One(random)] : Arranger.Place(_cast.Draw(random, _ => true), Canvas, random);
        }

        Picture picture = new(placements, Canvas);
        RgbImage background = single && random.Chance(0.7) ? Background.Simple(random, Canvas) : Background.Cluttered(random, Canvas);
        RgbImage image = picture.Paint(background);
        List<LevelledMask> masks = MasksOf(picture, image, new WorldRandom(seed, Purpose.MaskParts, index));
        Painter.AddGrain(image, random, random.Below(12));
        return ($"{index:D8}.jpg", image, masks, placements);
    }

    private Placement One(WorldRandom random)
    {
        SpriteClass entry = random.Pick(_classes);
        return Arranger.Centre(new CastMember(entry, CastMember.VariantOf(pack, entry, random), random.Between(0.45, 0.9)), Canvas, random);
    }

    private static List<LevelledMask> MasksOf(Picture picture, RgbImage painted, WorldRandom random)
    {
        List<LevelledMask> masks = [];
        BinaryMask?[] wholes =
        [
            .. picture.Placements.Select((_, i) => picture.Coverage.VisibleArea(i) >= FewestPixels ? picture.Coverage.VisibleMask(i) : null),
        ];
        foreach (BinaryMask? whole in wholes)
        {
            if (whole is null)
            {
                continue;
            }

            masks.Add(new LevelledMask(RunLengthMask.FromMask(whole), MaskLevel.Whole));
            masks.AddRange(PartsOf(whole, painted, wholes.Length == 1 ? 4 : 2, random).Select(part => new LevelledMask(part, MaskLevel.Part)));
        }

        for (int i = 0; i < wholes.Length; i++)
        {
            for (int j = i + 1; j < wholes.Length; j++)
            {
                bool related = picture.Placements[i].Class == picture.Placements[j].Class || picture.Coverage.HiddenFraction(i, j) > 0;
                if (related && wholes[i] is { } a && wholes[j] is { } b)
                {
                    masks.Add(new LevelledMask(MaskAlgebra.Union([RunLengthMask.FromMask(a), RunLengthMask.FromMask(b)]), MaskLevel.Group));
                }
            }
        }

        return masks;
    }

    /// <summary>Up to as many different parts as tries.</summary>
    private static List<RunLengthMask> PartsOf(BinaryMask whole, RgbImage painted, int tries, WorldRandom random)
    {
        List<RunLengthMask> parts = [];
        for (; tries > 0; tries--)
        {
            BinaryMask? pixels = random.Chance(0.85) ? PartFinder.ColourRegion(painted, whole, random) : PartFinder.Half(whole, random);
            if (pixels is not null && RunLengthMask.FromMask(pixels) is { } part
                && parts.TrueForAll(known => MaskAlgebra.IntersectionOverUnion(part, known) < SamePart))
            {
                parts.Add(part);
            }
        }

        return parts;
    }
}
