using System.IO.Compression;
using System.Text;
using Referent.Data.Text;
using Referent.TestSupport;

namespace Referent.Data.Tests.Text;

public sealed class BpeVocabularyTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_published_file_has_the_published_ids()
    {
        BpeVocabulary vocabulary = BpeVocabulary.Load(Fixtures.PathOf("text/bpe_simple_vocab_16e6.txt.gz"));

        Assert.Equal(49_408, vocabulary.Size);
        Assert.Equal(BpeVocabulary.MaxMerges, vocabulary.MergeCount);
        Assert.Equal("!", vocabulary.TokenText(0));
        Assert.Equal("\u0143", vocabulary.TokenText(255));
        Assert.Equal("!</w>", vocabulary.TokenText(256));
        Assert.Equal("in", vocabulary.TokenText(512));
        Assert.Equal("jekyll</w>", vocabulary.TokenText(49_405));
        Assert.Equal("<|startoftext|>", vocabulary.TokenText(vocabulary.StartOfText));
        Assert.Equal(49_407, vocabulary.EndOfText);
    }

    [Fact]
    public void A_small_plain_file_makes_a_small_vocabulary()
    {
        File.WriteAllText(_file, "#version: 0.2\nt h\nth e</w>\n");
        BpeVocabulary vocabulary = BpeVocabulary.Load(_file);

        Assert.Equal(516, vocabulary.Size);
        Assert.Equal([514, 513, 515], new ClipTokenizer(vocabulary).Tokenize("The", contextLength: 3).Ids);
        Assert.Equal("the ", new ClipTokenizer(vocabulary).Decode([513]));
    }

    [Theory]
    [InlineData("", "#version")]
    [InlineData("a b\nc d\n", "#version")]
    [InlineData("#version: 0.2\na b\nc\n", "line 3")]
    [InlineData("#version: 0.2\na b c\n", "line 2")]
    [InlineData("#version: 0.2\n\na b\n", "line 2")]
    [InlineData("#version: 0.2\na bc\n", "'bc'")]
    [InlineData("#version: 0.2\na b\na b\n", "exists already")]
    public void A_file_of_another_form_is_refused_with_the_place(string content, string named)
    {
        File.WriteAllText(_file, content);

        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => BpeVocabulary.Load(_file));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        File.WriteAllBytes(_file, [.. Encoding.UTF8.GetBytes("#version: 0.2\na b\n"), 0xFF, 0xFE, 0x00, 0xC1]);

        Assert.Throws<InvalidDataException>(() => BpeVocabulary.Load(_file));
    }

    [Fact]
    public void A_truncated_gzip_file_is_refused()
    {
        byte[] whole = File.ReadAllBytes(Fixtures.PathOf("text/bpe_simple_vocab_16e6.txt.gz"));
        File.WriteAllBytes(_file, whole[..50_000]);

        Assert.Throws<InvalidDataException>(() => BpeVocabulary.Load(_file));
    }

    [Fact]
    public void A_line_without_end_is_refused_without_reading_it_all_into_a_merge()
    {
        File.WriteAllText(_file, "#version: 0.2\n" + new string('a', 100_000) + " b\n");

        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => BpeVocabulary.Load(_file));
        Assert.True(fault.Message.Length < 300);
    }

    [Fact]
    public void A_small_archive_of_an_endless_file_is_refused()
    {
        using (var archive = new GZipStream(File.Create(_file), CompressionLevel.Fastest))
        {
            archive.Write("#version: 0.2\n"u8);
            for (int i = 0; i < 17; i++)
            {
                archive.Write(new byte[1 << 20]);
            }
        }

        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => BpeVocabulary.Load(_file));
        Assert.Contains("at most", fault.Message, StringComparison.Ordinal);
    }
}
