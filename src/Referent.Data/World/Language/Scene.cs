using Referent.Data.World.Composition;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Language;

/// <summary>What expressions can speak about: the objects of a picture, where they are, and which hides which.</summary>
internal sealed class Scene
{
    private readonly Coverage _coverage;

    private Scene(IReadOnlyList<SceneObject> objects, Coverage coverage, Lexicon lexicon)
    {
        Objects = objects;
        _coverage = coverage;
        Lexicon = lexicon;
    }

    public IReadOnlyList<SceneObject> Objects { get; }

    public Lexicon Lexicon { get; }

    /// <param name="picture">Every object must have visible pixels.</param>
    /// <param name="boxes">The box of each object's visible pixels.</param>
    /// <param name="lexicon">Of the pack the objects come from.</param>
    public static Scene Of(Picture picture, IReadOnlyList<BoxXyxy> boxes, Lexicon lexicon)
    {
        ImageSize canvas = picture.Coverage.Size;
        double side = canvas.Width;
        SceneObject[] objects =
        [
            .. picture.Placements.Select((placement, i) => new SceneObject(
                i,
                placement.Class,
                placement.Variant.Colours,
                boxes[i].Left / side,
                boxes[i].Top / side,
                boxes[i].Right / side,
                boxes[i].Bottom / side,
                placement.LongSide / side,
                Math.Sqrt(picture.Coverage.FullArea(i)) / side)),
        ];
        return new Scene(objects, picture.Coverage, lexicon);
    }

    /// <summary>Share of the lower object that the upper one hides.</summary>
    public double HiddenFraction(SceneObject lower, SceneObject upper) => _coverage.HiddenFraction(lower.Index, upper.Index);

    /// <summary>Share of the object that is visible.</summary>
    public double VisibleFraction(SceneObject entry) => _coverage.VisibleFraction(entry.Index);

    /// <summary>Visible pixels of the object.</summary>
    public int VisibleArea(SceneObject entry) => _coverage.VisibleArea(entry.Index);
}
