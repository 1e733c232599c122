using Referent.Data.Captions;
using Referent.Data.MaskCorpus;
using Referent.Data.ObjectCentric;
using Referent.TestSupport;

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
            ObjectCentricFolder.Read(folder.FullPath).Select(image => (image.ClassName, Path.GetFileName(image.Path))));
    }

    [Fact]
    public void A_folder_without_classes_is_an_error()
    {
        using TemporaryFolder folder = new();
        Assert.Throws<DirectoryNotFoundException>(() => ObjectCentricFolder.Read(Path.Combine(folder.FullPath, "objects")));
        Assert.Throws<InvalidDataException>(() => ObjectCentricFolder.Read(folder.FullPath));
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
            [new(Path.Combine(folder.FullPath, "captions/images/0.jpg"), "a red fox"), new(Path.Combine(folder.FullPath, "captions/images/1.jpg"), "two ants")],
            CaptionCorpus.Read(folder.FullPath));
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
        Assert.Contains("captions.jsonl, line 2", Assert.Throws<InvalidDataException>(() => CaptionCorpus.Read(folder.FullPath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Masks_come_with_their_pictures_and_levels()
    {
        using TemporaryFolder folder = new();
        folder.Write("masks/masks.jsonl", """
            {"image":"images/0.jpg","masks":[{"size":[3,4],"counts":"01;","level":"whole"},{"size":[3,4],"counts":[2,1,9],"level":"part"}]}
            {"image":"images/1.jpg","masks":[{"size":[3,4],"counts":"0<","level":"group"}]}
            """);
        IReadOnlyList<MaskedImage> images = MaskCorpusList.Read(folder.FullPath);
        Assert.Equal(Path.Combine(folder.FullPath, "masks/images/1.jpg"), images[1].ImagePath);
        Assert.Equal(
            [(1L, MaskLevel.Whole), (1L, MaskLevel.Part), (12L, MaskLevel.Group)],
            images.SelectMany(image => image.Masks).Select(mask => (mask.Mask.Area, mask.Level)));
    }

    [Theory]
    [InlineData("""{"image":"images/0.jpg"}""")]
    [InlineData("""{"image":"images/0.jpg","masks":[{"size":[3,4],"counts":"01;"}]}""")]
    [InlineData("""{"image":"images/0.jpg","masks":[{"size":[3,4],"counts":"01;","level":"half"}]}""")]
    [InlineData("""{"image":"images/0.jpg","masks":[{"size":[3,5],"counts":"01;","level":"part"}]}""")]
    [InlineData("""{"image":"images/0.jpg","masks":[{"size":[3],"counts":"01;","level":"part"}]}""")]
    [InlineData("""{"image":"images/0.jpg","masks":[1]}""")]
    [InlineData("""{"image":"../0.jpg","masks":[]}""")]
    public void A_damaged_mask_line_is_named(string line)
    {
        using TemporaryFolder folder = new();
        folder.Write("masks/masks.jsonl", line);
        Assert.Contains("masks.jsonl, line 1", Assert.Throws<InvalidDataException>(() => MaskCorpusList.Read(folder.FullPath)).Message, StringComparison.Ordinal);
    }
}
