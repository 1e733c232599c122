using Referent.Data.World.Corpora;
using Referent.Data.World.Language;
using Referent.Data.World.Packs;

namespace Referent.Data.Tests.World;

public sealed class SentenceTests
{
    private const string PlaceWords =
        "left right top bottom upper lower middle center corner leftmost rightmost topmost bottommost highest lowest far furthest second third 2nd 3rd";

    private static readonly HashSet<string> Places = [.. PlaceWords.Split(' ')];

    public static TheoryData<int> Datasets => [.. Enumerable.Range(0, ScenePictures.Grammars.Count)];

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Every_sentence_read_back_from_its_words_finds_its_object_and_no_other(int dataset)
    {
        SentenceParser parser = new(new Lexicon(Worlds.Noto));
        int sentences = 0;
        foreach ((ScenePicture scene, ReferredObject referent, Sentence sentence) in Sentences(dataset))
        {
            SceneObject? found = Resolver.Resolve(scene.Objects, parser.Parse(sentence.Text));
            Assert.True(found == referent.Target, $"Scene {scene.Index}: \"{sentence.Text}\" should be object {referent.Target.Index}, is {found?.Index}.");
            sentences++;
        }

        Assert.True(sentences > 3500, $"{sentences} sentences");
        Assert.InRange((double)parser.Repaired / sentences, 0.005, 0.05);
    }

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Every_scene_has_three_referents_with_three_different_sentences_each(int dataset)
    {
        foreach (ScenePicture scene in Worlds.Scenes)
        {
            IReadOnlyList<ReferredObject> referents = scene.Referents[dataset];
            Assert.True(referents.Count >= 3);
            Assert.Equal(referents.Count, referents.Select(referent => referent.Target).Distinct().Count());
            Assert.All(referents, referent => Assert.True(referent.Sentences.Select(sentence => sentence.Text).Distinct().Count() >= 3));
        }
    }

    [Fact]
    public void About_half_of_the_sentences_of_world_need_their_place()
    {
        int needing = Sentences(0).Count(item => Resolver.Resolve(item.Scene.Objects, item.Sentence.Meaning with { Place = null }) is null);
        Assert.InRange((double)needing / Sentences(0).Count(), 0.43, 0.57);
    }

    [Fact]
    public void World_plus_has_no_place_in_the_picture() =>
        Assert.DoesNotContain(Sentences(1), item => item.Sentence.Text.Split(' ').Any(Places.Contains) || item.Sentence.Meaning.Place is not null);

    [Fact]
    public void Worldg_tells_by_relations_and_at_length()
    {
        Assert.All(Sentences(2), item => Assert.NotEmpty(item.Sentence.Meaning.Relations));
        Assert.InRange(Sentences(2).Average(item => item.Sentence.Text.Split(' ').Length), 7.0, 11.0);
        Assert.InRange(Sentences(0).Average(item => item.Sentence.Text.Split(' ').Length), 2.5, 4.5);
    }

    [Fact]
    public void Nobody_is_called_by_the_colour_of_the_skin() =>
        Assert.DoesNotContain(Enumerable.Range(0, 3).SelectMany(Sentences), item => item.Referent.Target.Class.Kind == SpriteKind.Person && item.Sentence.Meaning.Colour is not null);

    [Fact]
    public void Test_splits_keep_people_and_animals_apart_from_everything_else()
    {
        foreach (ScenePicture scene in Worlds.Scenes)
        {
            IEnumerable<SpriteKind> kinds = scene.Referents.SelectMany(referents => referents).Select(referent => referent.Target.Class.Kind);
            Assert.True(scene.Split != "testA" || !kinds.Contains(SpriteKind.Thing));
            Assert.True(scene.Split != "testB" || kinds.All(kind => kind == SpriteKind.Thing));
        }

        Dictionary<string, int> splits = Worlds.Scenes.CountBy(scene => scene.Split).ToDictionary();
        Assert.Equal((280, 40, 40, 40), (splits["train"], splits["val"], splits["testA"], splits["testB"]));
    }

    [Fact]
    public void Most_scenes_have_several_objects_of_one_class() =>
        Assert.True(Worlds.Scenes.Count(scene => scene.Placements.GroupBy(placement => placement.Class).Any(group => group.Count() > 1)) > 0.75 * Worlds.Scenes.Count);

    [Fact]
    public void Scenes_have_three_to_seven_objects_and_nothing_is_hidden()
    {
        Assert.All(Worlds.Scenes, scene => Assert.InRange(scene.Placements.Count, 3, 7));
        Assert.All(Worlds.Scenes, scene => Assert.All(scene.Objects.Objects, entry => Assert.True(scene.Objects.VisibleFraction(entry) >= 0.4)));
    }

    private static IEnumerable<(ScenePicture Scene, ReferredObject Referent, Sentence Sentence)> Sentences(int dataset) =>
        from scene in Worlds.Scenes
        from referent in scene.Referents[dataset]
        from sentence in referent.Sentences
        select (scene, referent, sentence);
}
