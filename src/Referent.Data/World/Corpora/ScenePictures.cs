using Referent.Data.World.Composition;
using Referent.Data.World.Language;
using Referent.Data.World.Packs;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.World.Corpora;

/// <summary>The scenes: several objects on cluttered ground, with referents and sentences for every dataset.</summary>
internal sealed class ScenePictures
{
    /// <summary>Layouts that are tried before the pack is called too small.</summary>
    private const int Attempts = 400;

    /// <summary>Least visible share and pixels of any object. Chosen: nothing is in a scene that a reader could overlook.</summary>
    private const double LeastVisible = 0.4;

    private const int FewestPixels = 200;

    private static readonly ImageSize Canvas = new(256, 256);

    private readonly WorldOptions _options;
    private readonly SceneCast _cast;
    private readonly Lexicon _lexicon;
    private readonly Annotator[] _annotators;

    public ScenePictures(SpritePack pack, WorldOptions options)
    {
        _options = options;
        _cast = new SceneCast(pack, _ => true);
        _lexicon = new Lexicon(pack);
        Typist typist = new(Vocabulary.Of(_lexicon));
        _annotators = [.. Grammars.Select(grammar => new Annotator(grammar, typist))];
    }

    /// <summary>One dataset each.</summary>
    public static IReadOnlyList<IGrammar> Grammars { get; } = [new PositionGrammar(), new AttributeGrammar(), new RelationGrammar()];

    /// <summary>A scene with its pixels.</summary>
    /// <exception cref="InvalidDataException">The pack has too few classes for scenes of this split.</exception>
    public (ScenePicture Scene, RgbImage Image) Make(int index)
    {
        (ScenePicture scene, Picture picture) = Describe(index);
        WorldRandom random = new(_options.Seed, Purpose.SceneBackground, index);
        RgbImage image = picture.Paint(Background.Cluttered(random, Canvas));
        Painter.AddGrain(image, random, random.Below(14));
        return (scene, image);
    }

    /// <summary>A scene before it is painted.</summary>
    /// <exception cref="InvalidDataException">The pack has too few classes for scenes of this split.</exception>
    public (ScenePicture Scene, Picture Picture) Describe(int index)
    {
        string split = _options.Splits.Of(_options.Seed, index);
        Func<SpriteClass, bool> mayRefer = split switch
        {
            "testA" => entry => entry.Kind != SpriteKind.Thing,
            "testB" => entry => entry.Kind == SpriteKind.Thing,
            _ => _ => true,
        };
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryMake(index, attempt, split, mayRefer) is { } made)
            {
                return made;
            }
        }

        throw new InvalidDataException(
            $"No scene for split {split} came about in {Attempts} tries; the pack has too few classes of the kind that this split shows.");
    }

    private (ScenePicture Scene, Picture Picture)? TryMake(int index, int attempt, string split, Func<SpriteClass, bool> mayRefer)
    {
        WorldRandom random = new(_options.Seed, Purpose.SceneLayout, index, attempt);
        if (Arranger.Place(_cast.Draw(random, mayRefer), Canvas, random) is not { } placements)
        {
            return null;
        }

        Picture picture = new(placements, Canvas);
        int count = placements.Count;
        bool allSeen = Enumerable.Range(0, count)
            .All(i => picture.Coverage.VisibleFraction(i) >= LeastVisible && picture.Coverage.VisibleArea(i) >= FewestPixels);
        if (!allSeen)
        {
            return null;
        }

        RunLengthMask[] masks = [.. Enumerable.Range(0, count).Select(i => RunLengthMask.FromMask(picture.Coverage.VisibleMask(i)))];
        Scene scene = Scene.Of(picture, [.. masks.Select(mask => mask.BoundingBox())], _lexicon);
        List<IReadOnlyList<ReferredObject>> referents = [];
        for (int k = 0; k < _annotators.Length; k++)
        {
            WorldRandom words = new(_options.Seed, Purpose.SceneSentences, ((long)index * _annotators.Length) + k, attempt);
            if (_annotators[k].Annotate(scene, entry => mayRefer(entry.Class), words) is not { } found)
            {
                return null;
            }

            referents.Add(found);
        }

        return (new ScenePicture(index, split, placements, masks, scene, referents), picture);
    }
}
