using System.Text.Json;
using System.Text.RegularExpressions;
using Referent.Data;
using Referent.TestSupport;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt.Data;

public sealed class PlaceWordingsTests
{
    [Theory]
    [InlineData("the tin can on the left", "left tin can", "tin can on the left side", "leftmost tin can", "tin can farthest left", "tin can on far left")]
    [InlineData("the tin can at the bottom", "bottom tin can", "tin can on the bottom", "tin can near the bottom")]
    [InlineData("the tin can on the top right", "upper right tin can", "tin can in the top right corner")]
    [InlineData("the tin can in the middle", "middle tin can", "center tin can")]
    [InlineData("the tin can", "tin can")]
    [InlineData("the biggest tin can", "the bigger tin can", "the largest tin can")]
    [InlineData("the smallest tin can", "the smaller tin can", "little tin can")]
    public void A_place_is_worded_in_several_ways_that_keep_class_and_place(string sentence, params string[] some)
    {
        CounterRandom random = new(5);
        HashSet<string> found = [.. Enumerable.Range(0, 200).Select(_ => PlaceWordings.Vary("tin can", sentence, random))];

        Assert.Contains(sentence, found);
        Assert.Subset(found, some.ToHashSet());
        Assert.InRange(found.Count, 2, 16);
        Assert.All(found, wording => Assert.Contains("tin can", wording, StringComparison.Ordinal));
    }

    /// <summary>Words of no grammar of ours: what is said of a class here is said of something there, articles apart.</summary>
    [Fact]
    public void Every_wording_is_one_of_the_annotated_expressions()
    {
        string[] said = [.. File.ReadLines(Fixtures.PathOf("text/noun-phrases.jsonl")).Select(line =>
            Plain(JsonSerializer.Deserialize<JsonElement>(line).GetProperty("text").GetString()!))];
        Assert.All(PlaceWordings.All("thing"), wording =>
        {
            string pattern = Regex.Replace(Plain(wording), @"\b(left|right|top|bottom|upper|lower)(?=\b|most)", match => match.Value switch
            {
                "left" or "right" => "(left|right)",
                "top" or "bottom" => "(top|bottom)",
                _ => "(upper|lower)",
            }).Replace("thing", @"\w+", StringComparison.Ordinal);
            Assert.True(Array.Exists(said, text => Regex.IsMatch(text, $@"\b{pattern}\b")), wording);
        });
    }

    [Fact]
    public void A_relation_stays_as_it_is() =>
        Assert.Equal("the cat above the dog", PlaceWordings.Vary("cat", "the cat above the dog", new CounterRandom(1)));

    private static string Plain(string text) => Regex.Replace(text.ToLowerInvariant().Replace('-', ' '), @"\b(the|a|his|her) ", "");
}
