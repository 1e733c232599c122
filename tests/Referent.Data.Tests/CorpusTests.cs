using Referent.Data.Captions;
using Referent.Data.ObjectCentric;

namespace Referent.Data.Tests;

public sealed class CorpusTests
{
    [Fact]
    public void Class_folders_are_read_in_ordinal_order()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "red fox/b.jpg", "red fox/B.PNG", "Ant/2.webp", "Ant/10.jpeg", "ant/1.jpg", "ant/notes.txt", "stray.jpg" })
        {
            folder.Write(name);
        }

        Assert.Equal(
            [("Ant", "10.jpeg"), ("Ant", "2.webp"), ("ant", "1.jpg"), ("red fox", "B.PNG"), ("red fox", "b.jpg")],
            ObjectCentricFolder.Read(folder.Root).Select(image => (image.ClassName, Path.GetFileName(image.Path))));
    }

    [Fact]
    public void A_folder_without_classes_is_an_error()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<DirectoryNotFoundException>(() => ObjectCentricFolder.Read(Path.Combine(folder.Root, "objects")));
        Assert.Throws<InvalidDataException>(() => ObjectCentricFolder.Read(folder.Root));
    }

    [Fact]
    public void Captions_come_with_their_pictures()
    {
        using TemporaryFolder folder = new();
        folder.Write("captions/captions.jsonl", """
            {"image":"images/0.jpg","caption":"a red fox"}

            {"image":"images/1.jpg","caption":"two ants","more":1}
            """);
        Assert.Equal(
            [new(Path.Combine(folder.Root, "captions/images/0.jpg"), "a red fox"), new(Path.Combine(folder.Root, "captions/images/1.jpg"), "two ants")],
            CaptionCorpus.Read(folder.Root));
    }

    [Theory]
    [InlineData("""{"image":"images/0.jpg"}""")]
    [InlineData("""{"image":"images/0.jpg","caption":null}""")]
    [InlineData("""{"image":"../0.jpg","caption":"a"}""")]
    [InlineData("""{"image":"/etc/passwd","caption":"a"}""")]
    [InlineData("nonsense")]
    public void A_damaged_caption_line_is_named(string line)
    {
        using TemporaryFolder folder = new();
        folder.Write("captions/captions.jsonl", """{"image":"images/0.jpg","caption":"a"}""" + "\n" + line);
        Assert.Contains("captions.jsonl, line 2", Assert.Throws<InvalidDataException>(() => CaptionCorpus.Read(folder.Root)).Message, StringComparison.Ordinal);
    }
}
