using Referent.Data.Text;
using Referent.TestSupport;

namespace Referent.Data.Tests.Text;

public sealed class VocabularyLearnerTests : IDisposable
{
    private static readonly string[] Corpus =
        ["the red apple", "a red apple to the left of the fish", "the big fish", "left dog", "the tropical fish", "two dogs and a fish", "café"];

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_most_frequent_pair_is_merged_first_and_ties_go_by_ordinal_order()
    {
        // "ab" 3 times, "bc" 3 times, "cd" twice, and every word ends in its own symbol.
        BpeVocabulary vocabulary = VocabularyLearner.Learn(["abz abz abz bcy bcy bcy cdx cdx"], merges: 3);

        Assert.Equal(["ab", "abz</w>", "bc"], Enumerable.Range(512, 3).Select(vocabulary.TokenText));
    }

    [Fact]
    public void Frequent_words_become_one_token_and_other_words_stay_possible()
    {
        var tokenizer = new ClipTokenizer(VocabularyLearner.Learn(Enumerable.Repeat(Corpus, 3).SelectMany(texts => texts), merges: 200));

        Assert.All(["the", "red", "apple", "fish", "tropical", "café"], word => Assert.Single(tokenizer.Encode(word)));
        Assert.Equal("zebra 日本 ", tokenizer.Decode(tokenizer.Encode("Zebra 日本")));
    }

    [Fact]
    public void The_order_of_the_texts_does_not_change_the_bytes()
    {
        VocabularyLearner.Learn(Corpus, merges: 50).Save(_file);
        byte[] first = File.ReadAllBytes(_file);
        VocabularyLearner.Learn(Corpus.Reverse(), merges: 50).Save(_file);

        Assert.Equal(first, File.ReadAllBytes(_file));
    }

    [Fact]
    public void A_saved_vocabulary_loads_with_the_same_ids()
    {
        BpeVocabulary learnt = VocabularyLearner.Learn(Corpus, merges: 12);
        learnt.Save(_file);
        BpeVocabulary loaded = BpeVocabulary.Load(_file);

        Assert.Equal(526, loaded.Size);
        Assert.Equal(Enumerable.Range(0, learnt.Size).Select(learnt.TokenText), Enumerable.Range(0, loaded.Size).Select(loaded.TokenText));
        Assert.All(Corpus, text => Assert.Equal(new ClipTokenizer(learnt).Encode(text), new ClipTokenizer(loaded).Encode(text)));
    }

    [Fact]
    public void The_published_vocabulary_survives_saving()
    {
        BpeVocabulary published = BpeVocabulary.Load(Fixtures.PathOf("text/bpe_simple_vocab_16e6.txt.gz"));
        published.Save(_file);
        BpeVocabulary loaded = BpeVocabulary.Load(_file);

        Assert.Equal(Enumerable.Range(0, published.Size).Select(published.TokenText), Enumerable.Range(0, loaded.Size).Select(loaded.TokenText));
    }

    [Fact]
    public void Learning_stops_where_nothing_occurs_twice()
    {
        Assert.Equal(0, VocabularyLearner.Learn(["cat", "dog"], merges: 100).MergeCount);
        Assert.Equal(0, VocabularyLearner.Learn([], merges: 100).MergeCount);
        Assert.Equal(512, VocabularyLearner.Learn([], merges: 100).StartOfText);
    }

    [Fact]
    public void Repeated_letters_make_no_string_twice()
    {
        string[] words = [.. Enumerable.Range(1, 12).Select(n => new string('a', n)), "abababab", "bababa", "aabbaabb"];

        BpeVocabulary vocabulary = VocabularyLearner.Learn(words.Concat(words), merges: 200);

        string[] tokens = [.. Enumerable.Range(0, vocabulary.Size).Select(vocabulary.TokenText)];
        Assert.Equal(tokens.Length, tokens.Distinct().Count());
    }
}
