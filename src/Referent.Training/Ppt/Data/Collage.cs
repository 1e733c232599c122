using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Training.Ppt.Data;

/// <summary>An object-centric picture with its class and pseudo-mask: what D_ref is composed of.</summary>
/// <param name="Path">The picture's file.</param>
/// <param name="ClassName">Name of its folder.</param>
/// <param name="Mask">At the picture's size.</param>
public sealed record LabelledObject(string Path, string ClassName, RunLengthMask Mask);

/// <summary>One object of a composed picture.</summary>
/// <param name="ClassName">What it is called.</param>
/// <param name="Visible">What of it can be seen, at the picture's size; not empty.</param>
public sealed record PlacedObject(string ClassName, BinaryMask Visible)
{
    /// <summary>Bounding box of what can be seen.</summary>
    public BoxXyxy Box { get; } = RunLengthMask.FromMask(Visible).BoundingBox();

    /// <summary>Pixels that can be seen.</summary>
    public int Area { get; } = Visible.Pixels.Count(pixel => pixel != 0);

    /// <summary>Middle of the box, in shares of the picture.</summary>
    public (double X, double Y) Centre => ((Box.Left + Box.Right) / 2 / Visible.Width, (Box.Top + Box.Bottom) / 2 / Visible.Height);
}

/// <summary>A composed picture and what is where in it.</summary>
public sealed record Collage(RgbImage Picture, IReadOnlyList<PlacedObject> Objects);

/// <summary>
/// Composes pictures of D_ref from object-centric pictures and their pseudo-masks alone. A picture depends on seed and index only.
/// Source: PPT, section 3.2, composition and fusion. Differs: objects may be cut out by their pseudo-masks before they are embedded.
/// </summary>
public sealed class CollageComposer
{
    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x636F_6C6C;

    /// <summary>Side of a composed picture, in pixels: that of the world's scenes.</summary>
    private const int Side = 256;

    /// <summary>An object is dropped when less of it can be seen. Chosen: then it can still be told what it is.</summary>
    private const double MinVisible = 0.6;

    /// <summary>Side of a picture embedded in another, in shares of that one's. Chosen: both can be told what they are.</summary>
    private const double SmallestEmbedded = 0.25, LargestEmbedded = 0.45;

    /// <summary>Objects cut out for a picture, and how many more there may be. Chosen: as many as RIS pictures have.</summary>
    private const int FewestCutOuts = 3, MoreCutOuts = 5;

    /// <summary>Longer side of one, in shares of the picture's. Chosen: as large as objects of RIS pictures.</summary>
    private const double SmallestCutOut = 0.16, LargestCutOut = 0.42;

    /// <summary>Chance that one is of a class already there. Chosen: so often that class alone seldom tells the referent.</summary>
    private const double SameClass = 0.45;

    private readonly PptPool _pool;
    private readonly IReadOnlyList<LabelledObject> _objects;
    private readonly Dictionary<string, LabelledObject[]> _byClass;
    private readonly string[] _classes;
    private readonly Func<LabelledObject, RgbImage> _read;

    /// <param name="pool">Seed, and shares of the ways to compose.</param>
    /// <param name="objects">What to compose of; at least one.</param>
    /// <param name="read">Decodes an object's picture.</param>
    public CollageComposer(PptPool pool, IReadOnlyList<LabelledObject> objects, Func<LabelledObject, RgbImage> read)
    {
        _pool = pool;
        _objects = objects;
        _byClass = objects.GroupBy(item => item.ClassName).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _classes = [.. _byClass.Keys.Order(StringComparer.Ordinal)];
        _read = read;
    }

    /// <summary>The picture of an index; it has at least one object.</summary>
    public Collage Compose(int index)
    {
        for (long attempt = 0; ; attempt++)
        {
            CounterRandom random = new(_pool.Seed, Purpose, index, attempt);
            double way = random.NextDouble() * (_pool.MosaicShare + _pool.FusionShare + _pool.CutOutShare);
            Layers layers = way < _pool.MosaicShare ? Mosaic(random) : way < _pool.MosaicShare + _pool.FusionShare ? Fusion(random) : CutOuts(random);
            Collage collage = layers.Flatten(MinVisible);
            if (collage.Objects.Count > 0)
            {
                return collage;
            }
        }
    }

    /// <summary>Whole pictures side by side in a grid.</summary>
    private Layers Mosaic(CounterRandom random)
    {
        (int rows, int columns) = random.Pick<(int, int)>([(1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (3, 3)]);
        Layers layers = new(Side);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int left = column * Side / columns, top = row * Side / rows;
                int right = (column + 1) * Side / columns, bottom = (row + 1) * Side / rows;
                layers.AddPicture(Load(random.Pick(_objects), random), left, top, right - left, bottom - top);
            }
        }

        return layers;
    }

    /// <summary>One whole picture with smaller whole pictures embedded in it.</summary>
    private Layers Fusion(CounterRandom random)
    {
        Layers layers = new(Side);
        layers.AddPicture(Load(random.Pick(_objects), random), 0, 0, Side, Side);
        int count = 1 + random.Below(2);
        for (int i = 0; i < count; i++)
        {
            int side = (int)(Side * random.Between(SmallestEmbedded, LargestEmbedded));
            layers.AddPicture(Load(random.Pick(_objects), random), random.Below(Side - side), random.Below(Side - side), side, side);
        }

        return layers;
    }

    /// <summary>Objects cut out by their pseudo-masks on a backdrop, often several of one class.</summary>
    private Layers CutOuts(CounterRandom random)
    {
        Layers layers = new(Side);
        Backdrop.Paint(layers.Canvas, random, () => Load(random.Pick(_objects), random).Picture);
        int count = FewestCutOuts + random.Below(MoreCutOuts);
        List<string> names = [];
        while (names.Count < count)
        {
            bool again = names.Count > 0 && random.Chance(SameClass);
            names.Add(again ? random.Pick(names) : random.Pick(_classes));
        }

        foreach (string name in names)
        {
            LabelledObject chosen = random.Pick(_byClass[name]);
            double side = Side * random.Between(SmallestCutOut, LargestCutOut);
            layers.AddCutOut(Load(chosen, random), side, random);
        }

        return layers;
    }

    private LoadedObject Load(LabelledObject item, CounterRandom random)
    {
        bool mirrored = random.Chance(0.5);
        return new LoadedObject(
            item.ClassName,
            Foundations.Mirroring.Apply(_read(item), mirrored),
            Foundations.Mirroring.Apply(item.Mask.ToMask(), mirrored));
    }
}

/// <summary>A decoded object-centric picture and its pseudo-mask, perhaps mirrored.</summary>
internal sealed record LoadedObject(string ClassName, RgbImage Picture, BinaryMask Mask);
