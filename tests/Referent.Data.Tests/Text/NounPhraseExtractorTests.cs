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
