using Referent.Data.World.Corpora;
using Referent.Data.World.Language;
using Referent.Data.World.Packs;
using Referent.Imaging;
using Referent.Imaging.Drawing;
using Referent.Imaging.Masks;

namespace Referent.Data.World;

/// <summary>A page to look at: the first pictures of every kind that a world has, each with what is said of it.</summary>
public static class WorldSheet
{
    /// <summary>Scenes and objects or captions on the sheet; a scene gives one cell per dataset.</summary>
    private const int Scenes = 12;

    private const int Others = 48;

    private const int Columns = 6;

    private const int Side = 224;

    /// <summary>Makes the first pictures again and lays them out; the world's folder is not needed.</summary>
    /// <param name="options">Of the world; at least one number must be above 0.</param>
    /// <param name="pack">The sprites.</param>
    /// <returns>Scenes with one referent outlined and its sentences, then objects, captions, and masks, as far as the options make them.</returns>
    /// <exception cref="ArgumentException">The options are out of range.</exception>
    public static RgbImage Compose(WorldOptions options, SpritePack pack)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pack);
        options.Validate();
        ScenePictures scenes = new(pack, options);
        CaptionPictures captions = new(pack, options.Seed);
        MaskPictures masks = new(pack, options.Seed);
        return ContactSheet.Compose(
        [
            .. First(options.Scenes, Scenes).SelectMany(index => SceneCells(scenes, index)),
            .. First(options.Objects, Others).Select(index => ObjectCell(pack, options.Seed, index)),
            .. First(options.Captions, Others).Select(index => CaptionCell(captions, index)),
            .. First(options.Masks, Others / Columns).SelectMany(index => MaskCells(masks, index)),
        ], Columns, Side);
    }

    private static IEnumerable<int> First(int count, int atMost) => Enumerable.Range(0, Math.Min(count, atMost));

    /// <summary>A cell per dataset, each with another of the scene's referents where there are enough.</summary>
    private static IEnumerable<ContactSheetCell> SceneCells(ScenePictures scenes, int index)
    {
        (ScenePicture scene, RgbImage image) = scenes.Make(index);
        for (int k = 0; k < scene.Referents.Count; k++)
        {
            ReferredObject referent = scene.Referents[k][k % scene.Referents[k].Count];
            IEnumerable<string> lines = referent.Sentences.Select(sentence => "- " + sentence.Raw);
            RgbImage outlined = Outlined(image, scene.Masks[referent.Target.Index]);
            yield return new ContactSheetCell(outlined, $"{ScenePictures.Grammars[k].Dataset} {scene.Split}\n{string.Join('\n', lines)}");
        }
    }

    private static ContactSheetCell ObjectCell(SpritePack pack, long seed, int index)
    {
        (_, RgbImage image, SpriteClass entry, _) = ObjectPictures.Make(pack, seed, index);
        return new ContactSheetCell(image, entry.Name);
    }

    private static ContactSheetCell CaptionCell(CaptionPictures captions, int index)
    {
        (_, RgbImage image, string caption) = captions.Make(index);
        return new ContactSheetCell(image, caption);
    }

    private static IEnumerable<ContactSheetCell> MaskCells(MaskPictures pictures, int index)
    {
        (_, RgbImage image, IReadOnlyList<MaskCorpus.LevelledMask> masks, _) = pictures.Make(index);
        return masks.OrderByDescending(item => item.Level)
            .Take(Columns)
            .Select(item => new ContactSheetCell(Outlined(image, item.Mask), item.Level.ToString()));
    }

    /// <summary>A copy with a white and black line along the inner edge of the mask.</summary>
    private static RgbImage Outlined(RgbImage image, RunLengthMask runs)
    {
        RgbImage copy = new(image.Size, (byte[])image.Pixels.Clone());
        Canvas canvas = new(copy);
        BinaryMask mask = runs.ToMask();
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[y, x] && DistanceToEdge(mask, x, y) is { } distance)
                {
                    canvas.Blend(x, y, distance == 1 ? RgbColour.White : RgbColour.Black, 1);
                }
            }
        }

        return copy;
    }

    /// <summary>1 or 2 where a pixel outside of the mask is as many steps away; else null.</summary>
    private static int? DistanceToEdge(BinaryMask mask, int x, int y)
    {
        for (int step = 1; step <= 2; step++)
        {
            if (!Inside(mask, x - step, y) || !Inside(mask, x + step, y) || !Inside(mask, x, y - step) || !Inside(mask, x, y + step))
            {
                return step;
            }
        }

        return null;
    }

    private static bool Inside(BinaryMask mask, int x, int y) => x >= 0 && y >= 0 && x < mask.Width && y < mask.Height && mask[y, x];
}
