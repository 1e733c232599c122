using Referent.Data.World.Composition;
using Referent.Data.World.Language;
using Referent.Data.World.Packs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Data.Tests.World;

/// <summary>Scenes laid out by hand; positions and sizes are shares of the picture's side.</summary>
public sealed class ResolverTests
{
    private static readonly ImageSize Canvas = new(256, 256);

    [Theory]
    [InlineData("left apple", 0)]
    [InlineData("apple on the right", 1)]
    [InlineData("apple", null)]
    [InlineData("fruit", null)]
    [InlineData("fox", 2)]
    [InlineData("animal", 2)]
    [InlineData("apple to the left of the fox", 0)]
    [InlineData("the apple to the left of the other apple", 0)]
    [InlineData("fox between the apple and the other apple", null)]
    [InlineData("red one", null)]
    public void Two_apples_are_told_apart_by_place_and_relation_only(string sentence, int? expected) =>
        AssertFinds([("apple", 0.2, 0.5, 0.3), ("apple", 0.8, 0.5, 0.3), ("fox", 0.55, 0.5, 0.2)], sentence, expected);

    [Theory]
    [InlineData(0.20, 0.40, 0)]
    [InlineData(0.20, 0.30, null)]
    [InlineData(0.70, 0.85, null)]
    public void Leftmost_needs_a_clear_lead_and_must_not_lie_right(double first, double second, int? expected) =>
        AssertFinds([("key", first, 0.2, 0.1), ("key", second, 0.8, 0.1), ("cat", 0.5, 0.5, 0.2)], "left key", expected);

    [Theory]
    [InlineData(0.40, 0.20, 0)]
    [InlineData(0.24, 0.20, null)]
    public void Bigger_needs_a_clear_difference(double first, double second, int? expected) =>
        AssertFinds([("cat", 0.25, 0.3, first), ("cat", 0.75, 0.7, second), ("key", 0.5, 0.5, 0.1)], "bigger cat", expected);

    [Theory]
    [InlineData("big lemon", 0)]
    [InlineData("small key", 2)]
    [InlineData("big key", null)]
    public void A_single_object_is_big_or_small_by_itself(string sentence, int? expected) =>
        AssertFinds([("lemon", 0.25, 0.3, 0.45), ("cat", 0.75, 0.7, 0.3), ("key", 0.5, 0.9, 0.15)], sentence, expected);

    [Theory]
    [InlineData("middle cat", 1)]
    [InlineData("second cat from left", 1)]
    [InlineData("cat second from the right", 1)]
    [InlineData("third cat from the left", null)]
    public void Rows_are_counted(string sentence, int? expected) =>
        AssertFinds([("cat", 0.2, 0.5, 0.2), ("cat", 0.5, 0.55, 0.2), ("cat", 0.8, 0.45, 0.2)], sentence, expected);

    [Theory]
    [InlineData("lemon in the top left corner", 0)]
    [InlineData("top left lemon", 0)]
    [InlineData("bottom right", 1)]
    [InlineData("lemon in the upper right", null)]
    public void Corners_lie_in_two_directions(string sentence, int? expected) =>
        AssertFinds([("lemon", 0.2, 0.2, 0.2), ("lemon", 0.8, 0.8, 0.2)], sentence, expected);

    [Theory]
    [InlineData("lemon behind the cat", 0)]
    [InlineData("cat in front of the lemon", null)]
    [InlineData("lemon in front of the cat", null)]
    [InlineData("lemon above the cat", 1)]
    [InlineData("lemon next to the cat", 0)]
    public void Relations_follow_what_is_seen(string sentence, int? expected) =>
        AssertFinds([("lemon", 0.45, 0.8, 0.3), ("lemon", 0.52, 0.2, 0.3), ("cat", 0.6, 0.8, 0.3)], sentence, expected);

    [Fact]
    public void A_disputed_noun_never_tells_objects_apart()
    {
        AssertFinds([("lion", 0.2, 0.5, 0.3), ("cat", 0.8, 0.5, 0.3)], "cat", null);
        AssertFinds([("lion", 0.2, 0.5, 0.3), ("cat", 0.8, 0.5, 0.3)], "lion", 0);
    }

    [Fact]
    public void A_broader_noun_counts_all_that_it_is_true_of()
    {
        AssertFinds([("taxi", 0.2, 0.5, 0.3), ("car", 0.8, 0.5, 0.3)], "car", null);
        AssertFinds([("taxi", 0.2, 0.5, 0.3), ("car", 0.8, 0.5, 0.3)], "taxi", 0);
        AssertFinds([("taxi", 0.2, 0.5, 0.3), ("car", 0.8, 0.5, 0.3)], "red car", 1);
    }

    [Fact]
    public void A_noun_that_comes_about_by_chance_is_seen()
    {
        SpritePack pack = new("test", "", [Named(0, "drawer"), Named(1, "bottom drawer")], []);
        Lexicon lexicon = new(pack);
        Assert.True(lexicon.MisreadsIn(new Phrase("the bottom drawer", new Description { Noun = "drawer" })));
        Assert.False(lexicon.MisreadsIn(new Phrase("the bottom drawer", new Description { Noun = "bottom drawer" })));

        static SpriteClass Named(int index, string name) => new(index, name, SpriteKind.Thing, GrammaticalNumber.Count, [], [], []);
    }

    private static void AssertFinds((string Name, double X, double Y, double Size)[] objects, string sentence, int? expected)
    {
        Placement[] placements =
        [
            .. objects.Select(entry =>
            {
                SpriteVariant variant = Worlds.Noto.SpritesOf(Worlds.Class(entry.Name))[0].Natural;
                return new Placement(Worlds.Class(entry.Name), variant, entry.X * Canvas.Width, entry.Y * Canvas.Height, entry.Size * Canvas.Width, 0, false);
            }),
        ];
        Picture picture = new(placements, Canvas);
        Lexicon lexicon = new(Worlds.Noto);
        BoxXyxy[] boxes = [.. placements.Select((_, i) => RunLengthMask.FromMask(picture.Coverage.VisibleMask(i)).BoundingBox())];
        SceneObject? found = Resolver.Resolve(Scene.Of(picture, boxes, lexicon), new SentenceParser(lexicon).Parse(sentence));
        Assert.Equal(expected, found?.Index);
    }
}
