using System.Text.Json;
using Referent.Data.Text;
using Referent.TestSupport;

namespace Referent.Data.Tests.Text;

public sealed class NounPhraseExtractorTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Phrases_agree_with_the_annotation(bool heldOut)
    {
        int found = 0, annotated = 0, right = 0, rightHeads = 0;
        foreach (string line in File.ReadLines(Fixtures.PathOf("text/noun-phrases.jsonl")))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement entry = document.RootElement;
            if (entry.GetProperty("heldOut").GetBoolean() != heldOut)
            {
                continue;
            }

            string text = entry.GetProperty("text").GetString()!;
            (string, string)[] expected =
                [.. entry.GetProperty("phrases").EnumerateArray().Select(p => (p.GetProperty("text").GetString()!, p.GetProperty("head").GetString()!))];
            (string, string)[] actual = [.. NounPhraseExtractor.Extract(text).Select(phrase => (phrase.Text, phrase.Head))];
            int matches = CommonCount(expected, actual);
            found += actual.Length;
            annotated += expected.Length;
            right += matches;
            rightHeads += CommonCount([.. expected.Select(p => p.Item2)], [.. actual.Select(p => p.Item2)]);
            if (!heldOut && matches < Math.Max(expected.Length, actual.Length))
            {
                output.WriteLine($"{text}: expected {string.Join(" | ", expected)}, found {string.Join(" | ", actual)}");
            }
        }

        double f1 = 2.0 * right / (found + annotated);
        output.WriteLine($"held out {heldOut}: phrase F1 {f1:F4}, head F1 {2.0 * rightHeads / (found + annotated):F4}, {annotated} phrases");
        Assert.True(f1 >= 0.90, $"phrase F1 {f1:F4}");
    }

    [Theory]
    [InlineData("left dog", "left dog")]
    [InlineData("the red apple to the left of the big fish", "red apple|big fish")]
    [InlineData("second cat from the right", "second cat")]
    [InlineData("the tropical fish", "tropical fish")]
    [InlineData("roller skate near the top", "roller skate")]
    [InlineData("the left hatching chick next to the small flying saucer", "left hatching chick|small flying saucer")]
    [InlineData("orange closest to the orange square", "orange|orange square")]
    public void Expressions_of_a_drawn_world_are_understood(string expression, string phrases)
    {
        Assert.Equal(phrases, string.Join('|', NounPhraseExtractor.Extract(expression).Select(phrase => phrase.Text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("left, bottom corner of the picture")]
    [InlineData("the one on the right hand side")]
    [InlineData("2nd from the top, not him")]
    [InlineData("the blue one in front @ 3 o'clock")]
    public void Places_pronouns_and_qualities_alone_are_no_candidates(string expression)
    {
        Assert.Empty(NounPhraseExtractor.Extract(expression));
    }

    [Theory]
    [InlineData("guy that isn't looking at you", "guy")]
    [InlineData("the couch that the dog is sitting on", "couch|dog")]
    [InlineData("crowd in the stands, man stands", "crowd|stands|man")]
    [InlineData("the player about to hit the ball with a big hit", "player|ball|big hit")]
    [InlineData("lady in red holding umbrella", "lady|umbrella")]
    [InlineData("boy on left wearing striped hat", "boy|striped hat")]
    [InlineData("woman in white top, top left", "woman|white top")]
    [InlineData("kind of old pair of skis", "skis")]
    [InlineData("number 10 jersey near bus number 5", "number 10 jersey|bus number 5")]
    [InlineData("a black, white and brown dog w/o its leash", "white and brown dog|leash")]
    public void Verbs_clauses_and_quantities_are_told_from_nouns(string expression, string phrases)
    {
        Assert.Equal(phrases, string.Join('|', NounPhraseExtractor.Extract(expression).Select(phrase => phrase.Text)));
    }

    [Fact]
    public void Any_text_gives_phrases_that_lie_in_it_in_order_and_apart()
    {
        string[] parts = ["left", "man", "'s", "red", " ", "number", "7", "top", "and", "very", "w/", "-", "'", "😀", "é", "covered", "holding", "of", "one", "."];
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)] + (random.Next(3) == 0 ? "" : " ")));
            int end = 0;
            foreach (NounPhrase phrase in NounPhraseExtractor.Extract(text))
            {
                Assert.True(phrase.Start >= end, text);
                Assert.Equal(phrase.Text, text.Substring(phrase.Start, phrase.Text.Length));
                Assert.Contains(phrase.Head, phrase.Text, StringComparison.Ordinal);
                end = phrase.Start + phrase.Text.Length;
            }
        }
    }

    [Fact]
    public void Positions_point_into_the_expression()
    {
        const string Expression = "The Woman’s red umbrella (closest to bus)";

        Assert.All(NounPhraseExtractor.Extract(Expression), phrase => Assert.Equal(phrase.Text, Expression.Substring(phrase.Start, phrase.Text.Length)));
        Assert.Equal(["Woman", "red umbrella", "bus"], NounPhraseExtractor.Extract(Expression).Select(phrase => phrase.Text));
    }

    private static int CommonCount<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual)
    {
        List<T> rest = [.. expected];
        return actual.Count(rest.Remove);
    }
}
