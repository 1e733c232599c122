using Referent.Data.Text;

namespace Referent.Data.Tests.Text;

public sealed class TextCleanerTests
{
    [Theory] // Expected values computed with Python's html, unicodedata and str.lower, and ftfy's tables.
    [InlineData("  a\t b\u00A0\n c ", "a b c")]
    [InlineData("left\u000Bmost\u0007", "leftmost")]
    [InlineData("e\u0301 a\u0323\u0302 \u1112\u1161\u11AB", "é ậ 한")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("\u0958", "\u0915\u093C")]
    [InlineData("ＦＵＬＬ\u3000ｶﾞ ﬁsh Ǆ", "full ガ fish dž")]
    [InlineData("ΟΔΟΣ Σ ΣΑΣΑ İ", "οδος σ σασα i\u0307")]
    [InlineData("ŉ „x‟ “red” don’t", "'n \"x\" \"red\" don't")]
    [InlineData("&ltb &notit; &#150; &#x41;&#65 &#x1F600; &nosuch;", "<b ¬it; – aa 😀 &nosuch;")]
    [InlineData("&#0; &#xD800; &#99999999999; &#1;x", "\uFFFD \uFFFD \uFFFD x")]
    [InlineData("don&rsquo;t &amp;amp;amp;", "don't &amp;")]
    [InlineData("\u0085a \u0096", "…a –")]
    public void Text_is_brought_into_the_form_of_training(string text, string expected)
    {
        Assert.Equal(expected, TextCleaner.Clean(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character()
    {
        Assert.Equal("\uFFFD x", TextCleaner.Clean("\uD83D x"));
    }
}
