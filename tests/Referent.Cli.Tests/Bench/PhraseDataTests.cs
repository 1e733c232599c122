using Referent.Cli.Bench;

namespace Referent.Cli.Tests.Bench;

public sealed class PhraseDataTests
{
    [Fact]
    public void Phrases_differ_in_a_word_and_a_tenth_is_not_ascii()
    {
        string[] phrases = PhraseData.Make(3000);
        Assert.Equal(phrases, PhraseData.Make(3000));
        Assert.Equal(3000, phrases.Select(phrase => phrase.Split(' ')[^1].TrimEnd('é', 'ü', 'ñ', 'ø', 'ç')).Distinct().Count());
        Assert.Equal(300, phrases.Count(phrase => !phrase.All(char.IsAscii)));
    }
}
