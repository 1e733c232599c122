using Referent.Data.Text;

namespace Referent.Data.Tests.Text;

public sealed class BackgroundWordsTests
{
    [Fact]
    public void A_phrase_does_not_compete_with_what_it_speaks_of()
    {
        Assert.Equal(["sky", "sea"], BackgroundWords.Without(["tree", "sky", "stone walls", "sea"], "Tree by the stone wall, seaside"));
        Assert.Equal(["grass", "sky"], BackgroundWords.Without(["grass", "sky", "trees"], "the tree"));
        Assert.Equal(["sky"], BackgroundWords.Without(["sky"], "the sky"));
        Assert.Equal(BackgroundWords.All, BackgroundWords.Without(BackgroundWords.All, "the red car"));
    }
}
