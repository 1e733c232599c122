using Referent.Data;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Tests.Ppt.Data;

public sealed class TemplateCoverageTests
{
    private static readonly TemplateCoverage Coverage = new(["cat", "Tin Can"]);

    [Theory]
    [InlineData("cat on the left", true)]
    [InlineData(" The TIN CAN to the left of the cat ", true)]
    [InlineData("upper right cat", true)]
    [InlineData("cat", true)]
    [InlineData("dog on the left", false)]
    [InlineData("the cat to the left of the dog", false)]
    [InlineData("red cat", false)]
    public void A_sentence_is_covered_when_a_template_says_it_of_known_classes(string sentence, bool covered) =>
        Assert.Equal(covered, Coverage.Produces(sentence));

    [Fact]
    public void Every_wording_that_training_may_see_is_covered()
    {
        CounterRandom random = new(3);
        string[] sentences =
        [
            "the cat", "the biggest cat", "the smallest cat", "the cat on the left", "the cat at the bottom", "the cat on the top right", "the cat in the middle",
        ];
        Assert.All(sentences.SelectMany(sentence => Enumerable.Range(0, 100).Select(_ => PlaceWordings.Vary("cat", sentence, random))), wording =>
            Assert.True(Coverage.Produces(wording), wording));
    }
}
