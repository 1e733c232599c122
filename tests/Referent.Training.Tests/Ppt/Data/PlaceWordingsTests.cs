using Referent.Data;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt.Data;

public sealed class PlaceWordingsTests
{
    [Theory]
    [InlineData("the tin can on the left", "left tin can", "the tin can on the left side", "leftmost tin can", "tin can furthest left", "tin can at far left")]
    [InlineData("the tin can at the bottom", "the lower tin can", "bottom tin can", "lowest tin can", "tin can near the bottom")]
    [InlineData("the tin can on the top right", "upper right tin can", "the tin can in the top right corner")]
    [InlineData("the tin can in the middle", "middle tin can", "the tin can in the center")]
    [InlineData("the tin can", "tin can", "a tin can")]
    [InlineData("the biggest tin can", "bigger tin can", "the large tin can")]
    [InlineData("the smallest tin can", "smaller tin can", "the little tin can")]
    public void A_place_is_worded_in_several_ways_that_keep_class_and_place(string sentence, params string[] some)
    {
        CounterRandom random = new(5);
        HashSet<string> found = [.. Enumerable.Range(0, 200).Select(_ => PlaceWordings.Vary("tin can", sentence, random))];

        Assert.Contains(sentence, found);
        Assert.Subset(found, some.ToHashSet());
        Assert.InRange(found.Count, 3, 21);
        Assert.All(found, wording => Assert.Contains("tin can", wording, StringComparison.Ordinal));
    }

    [Fact]
    public void A_relation_stays_as_it_is() =>
        Assert.Equal("the cat above the dog", PlaceWordings.Vary("cat", "the cat above the dog", new CounterRandom(1)));
}
