using System.Text.Json;
using Referent.Data.Text;
using Referent.TestSupport;

namespace Referent.Data.Tests.Text;

/// <summary>Ids must equal those of the published tokenizer exactly: one wrong id is another text to the model.</summary>
public sealed class ClipTokenizerTests
{
    private static readonly ClipTokenizer Tokenizer = new(BpeVocabulary.Load(Fixtures.PathOf("text/bpe_simple_vocab_16e6.txt.gz")));

    [Theory] // Ids measured with the published tokenizer.
    [InlineData("a diagram", "320 22697")]
    [InlineData("a dog", "320 1929")]
    [InlineData("a photo of a cat", "320 1125 539 320 2368")]
    [InlineData("a clean origami bird avian.", "320 3772 31832 3329 24115 269")]
    [InlineData("a clean origami person with clothes,people,human.", "320 3772 31832 2533 593 7080 267 1047 267 2751 269")]
    [InlineData("Hello, World!!  2023", "3306 267 1002 748 273 271 273 274")]
    [InlineData("it's they'll I'm WE'RE", "585 568 889 1342 328 880 649 982")]
    [InlineData("naïve café", "1097 35689 563 15304")]
    [InlineData("日本", "39121 19277 361")]
    [InlineData("😀", "7334")]
    [InlineData("1234", "272 273 274 275")]
    [InlineData("a_b-c", "320 318 321 268 322")]
    [InlineData("&amp;lt;b&amp;gt; x", "283 321 285 343")]
    [InlineData("don't", "847 713")]
    [InlineData("don’t", "847 713")]
    [InlineData("İstanbul", "328 16384 11231")]
    [InlineData("tvmonitor screen", "3197 10198 3750")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    public void Known_texts_get_the_published_ids(string text, string ids)
    {
        Assert.Equal(ids, string.Join(' ', Tokenizer.Encode(text)));
    }

    [Fact] // Ids computed by an independent Python program with the regex, html and unicodedata modules.
    public void Text_of_all_scripts_marks_and_references_gets_the_same_ids_as_in_Python()
    {
        foreach (string line in File.ReadLines(Fixtures.PathOf("text/tokenizer-unicode.jsonl")))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            string text = entry.RootElement.GetProperty("text").GetString()!;
            Assert.Equal(entry.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), Tokenizer.Encode(text));
        }
    }

    [Theory]
    [InlineData("it'ſ", "it 'ſ ")] // the long s is an s to a pattern that ignores case
    [InlineData("a\u0345b", "a b ")] // the iota below is skipped
    [InlineData("('s !'ll!<|endoftext|>", "(' s !' ll !<| endoftext |> ")] // neither starts inside a run of punctuation
    public void Pieces_are_those_of_the_published_pattern(string text, string expected)
    {
        Assert.Equal(expected, Tokenizer.Decode(Tokenizer.Encode(text)));
    }

    [Fact]
    public void Every_row_of_the_reference_file_is_reproduced()
    {
        using JsonDocument reference = JsonDocument.Parse(File.ReadAllText(Fixtures.PathOf("text/tokenizer.json")));
        Assert.True(reference.RootElement.GetArrayLength() > 10);
        foreach (JsonElement entry in reference.RootElement.EnumerateArray())
        {
            string text = entry.GetProperty("text").GetString()!;
            Assert.Equal(entry.GetProperty("bpe").EnumerateArray().Select(id => id.GetInt32()), Tokenizer.Encode(text));
            Assert.Equal(entry.GetProperty("tokens_77").EnumerateArray().Select(id => id.GetInt32()), Tokenizer.Tokenize(text).Ids);
        }
    }

    [Fact]
    public void A_row_is_framed_and_padded_with_zeros()
    {
        TokenizedText row = Tokenizer.Tokenize("a dog", contextLength: 7);

        Assert.Equal([49406, 320, 1929, 49407, 0, 0, 0], row.Ids);
        Assert.Equal(4, row.Length);
        Assert.False(row.Truncated);
    }

    [Theory]
    [InlineData(4, new[] { 49406, 320, 1929, 49407 }, false)]
    [InlineData(3, new[] { 49406, 320, 49407 }, true)]
    [InlineData(2, new[] { 49406, 49407 }, true)]
    public void A_text_too_long_is_cut_and_still_ends_with_end_of_text(int contextLength, int[] expected, bool truncated)
    {
        TokenizedText row = Tokenizer.Tokenize("a dog", contextLength);

        Assert.Equal(expected, row.Ids);
        Assert.Equal(contextLength, row.Length);
        Assert.Equal(truncated, row.Truncated);
    }

    /// <summary>The official program of TRIS loses the end of a text of more than 18 ids; only where it is asked for do we.</summary>
    [Fact]
    public void A_text_too_long_for_tris_loses_its_end_only_as_released()
    {
        string text = string.Join(' ', Enumerable.Repeat("dog", 19));
        TokenizedText released = Tokenizer.Tokenize(text, 20, TextCut.AsReleased);
        Assert.Equal([49406, .. Enumerable.Repeat(1929, 19)], released.Ids);
        Assert.Equal((20, true), (released.Length, released.Truncated));
        Assert.Equal([49406, .. Enumerable.Repeat(1929, 18), 49407], Tokenizer.Tokenize(text, 20).Ids);
        Assert.Equal(Tokenizer.Tokenize("a dog", 20).Ids, Tokenizer.Tokenize("a dog", 20, TextCut.AsReleased).Ids);
        Assert.Equal([49406, .. Enumerable.Repeat(1929, 18), 49407], Tokenizer.Tokenize(text[4..], 20, TextCut.AsReleased).Ids);
    }

    [Fact]
    public void An_empty_text_is_start_and_end()
    {
        TokenizedText row = Tokenizer.Tokenize("");

        Assert.Equal([49406, 49407, 0], row.Ids[..3]);
        Assert.Equal(2, row.Length);
    }

    [Fact]
    public void Special_tokens_in_a_text_become_their_ids_and_the_length_ends_at_the_first()
    {
        TokenizedText row = Tokenizer.Tokenize("a <|ENDOFTEXT|> dog <|startoftext|>", contextLength: 8);

        Assert.Equal([49406, 320, 49407, 1929, 49406, 49407, 0, 0], row.Ids);
        Assert.Equal(3, row.Length);
    }

    [Theory]
    [InlineData("the woman's red umbrella", "the woman 's red umbrella ")]
    [InlineData("Café 12", "café 1 2 ")]
    public void Decoding_gives_the_words_back(string text, string expected)
    {
        Assert.Equal(expected, Tokenizer.Decode(Tokenizer.Encode(text)));
    }

    [Fact]
    public void Decoding_half_a_character_gives_the_replacement_character()
    {
        Assert.Equal("\uFFFD", Tokenizer.Decode([ByteAlphabet.Id(0xE6)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizer.Decode([49408]));
    }

    [Fact]
    public void A_word_of_a_hundred_thousand_letters_is_cut()
    {
        Assert.True(Tokenizer.Tokenize(new string('a', 100_000)).Truncated);
    }

    [Fact]
    public void Threads_share_a_tokenizer()
    {
        int[][] rows = [.. Enumerable.Range(0, 2_000).AsParallel().AsOrdered().Select(i => Tokenizer.Encode(i % 2 == 0 ? "the café table" : "2nd elephant"))];

        Assert.All(rows.Where((_, i) => i % 2 == 0), row => Assert.Equal(rows[0], row));
        Assert.All(rows.Where((_, i) => i % 2 == 1), row => Assert.Equal([273, 1764, 10299], row));
    }
}
