using Referent.Data.Text;

namespace Referent.Data.Tests.Text;

public sealed class PromptTemplatesTests
{
    [Fact]
    public void Every_template_holds_the_phrase_once_and_no_two_are_equal()
    {
        string[] sentences = PromptTemplates.Fill(" red apple ");

        Assert.InRange(sentences.Length, 8, 16);
        Assert.Equal("a photo of a red apple.", sentences[0]);
        Assert.All(sentences, sentence => Assert.Equal(2, sentence.Split("red apple").Length));
        Assert.Equal(sentences.Length, sentences.Distinct().Count());
    }

    [Fact]
    public void An_empty_phrase_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PromptTemplates.Fill(" "));
    }
}
