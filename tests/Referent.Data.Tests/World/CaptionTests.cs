using System.Text.RegularExpressions;
using Referent.Data.World.Composition;
using Referent.Data.World.Corpora;
using Referent.Data.World.Language;
using Referent.Data.World.Packs;

namespace Referent.Data.Tests.World;

public sealed partial class CaptionTests
{
    private static readonly Lazy<(string Caption, IReadOnlyList<Placement> Placements)[]> Captions = new(() =>
    {
        CaptionPictures pictures = new(Worlds.Noto, 900);
        return [.. Enumerable.Range(0, 3000).AsParallel().AsOrdered().Select(pictures.Describe).Select(made => (made.Caption, made.Picture.Placements))];
    });

    [Fact]
    public void Held_out_classes_are_neither_shown_nor_named()
    {
        string[] words =
        [
            .. Worlds.Noto.HeldOutOfCaptions.SelectMany(entry => (string[])[entry.Name, .. entry.Synonyms])
                .Except(Worlds.Noto.Classes.Except(Worlds.Noto.HeldOutOfCaptions).SelectMany(entry => (string[])[entry.Name, .. entry.Synonyms, .. entry.Broader])),
        ];
        Assert.DoesNotContain(Captions.Value.SelectMany(made => made.Placements), placement => Worlds.Noto.HeldOutOfCaptions.Contains(placement.Class));
        Assert.DoesNotContain(Captions.Value, made => words.Any(word => LongerNounsRemoved(made.Caption, word).Contains($" {word} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Places_are_told_in_at_most_one_caption_of_twenty_but_they_are_told()
    {
        int told = Captions.Value.Count(made => Place().IsMatch(made.Caption));
        Assert.InRange((double)told / Captions.Value.Length, 0.01, 0.05);
    }

    [Fact]
    public void At_most_one_relation_is_told() => Assert.DoesNotContain(Captions.Value, made => Relation().Count(made.Caption) > 1);

    [Fact]
    public void Half_of_the_pictures_show_one_big_object_and_half_several() =>
        Assert.InRange(Captions.Value.Count(made => made.Placements.Count == 1), 1350, 1650);

    [Fact]
    public void Every_class_that_is_not_held_out_is_shown()
    {
        HashSet<SpriteClass> shown = [.. Captions.Value.SelectMany(made => made.Placements).Select(placement => placement.Class)];
        Assert.Equal(Worlds.Noto.Classes.Count - Worlds.Noto.HeldOutOfCaptions.Count, shown.Count);
    }

    [Theory]
    [InlineData("mouse", "mice")]
    [InlineData("policeman", "policemen")]
    [InlineData("strawberry", "strawberries")]
    [InlineData("donkey", "donkeys")]
    [InlineData("bus", "buses")]
    [InlineData("glass of wine", "glasses of wine")]
    [InlineData("police car", "police cars")]
    [InlineData("toothbrush", "toothbrushes")]
    public void Plurals_are_as_in_English(string noun, string plural) => Assert.Equal(plural, Plurals.Of(noun));

    [Theory]
    [InlineData("apple", "an")]
    [InlineData("unicorn", "a")]
    [InlineData("ufo", "a")]
    [InlineData("umbrella", "an")]
    public void Articles_follow_the_sound(string word, string article) => Assert.Equal(article, Noun.ArticleBefore(word));

    /// <summary>"hot dog" does not name a dog.</summary>
    private static string LongerNounsRemoved(string caption, string word) => Worlds.Noto.Classes
        .SelectMany(entry => (string[])[entry.Name, .. entry.Synonyms])
        .Where(noun => noun.Contains(word, StringComparison.Ordinal) && noun != word)
        .Aggregate($" {caption.Replace(",", "", StringComparison.Ordinal)} ", (text, noun) => text.Replace($" {noun} ", " ", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(left|right|top|bottom|upper|lower|middle|center|corner)\b")]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(next to|beside|behind|in front of|above|below|under)\b")]
    private static partial Regex Relation();
}
