using Referent.Data.ObjectCentric;
using Referent.TestSupport;

namespace Referent.Data.Tests.ObjectCentric;

public sealed class ObjectCentricFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ImageNets_folders_get_their_words_from_the_mapping_above_them()
    {
        _folder.Write("LOC_synset_mapping.txt", "n01440764 tench, Tinca tinca\nn02119789 kit fox, Vulpes macrotis\n");
        _folder.Write("ILSVRC/Data/CLS-LOC/train/n02119789/n02119789_1.JPEG");
        _folder.Write("ILSVRC/Data/CLS-LOC/train/n01440764/n01440764_2.JPEG");
        Assert.Equal(["kit fox", "tench"], Classes(Path.Combine(_folder.FullPath, "ILSVRC/Data/CLS-LOC/train")));
    }

    [Fact]
    public void Splits_of_class_folders_are_one_set()
    {
        _folder.Write("words.txt", "n01440764\ttench, Tinca tinca\nn02119789\tkit fox\n");
        _folder.Write("train/n01440764/a.jpg");
        _folder.Write("val/n02119789/b.jpg");
        _folder.Write("test/n02119789/c.jpg");
        Assert.Equal(["kit fox", "kit fox", "tench"], Classes(_folder.FullPath));
    }

    [Fact]
    public void A_class_may_be_called_as_a_split()
    {
        _folder.Write("train/locomotive.jpg");
        Assert.Equal(["train"], Classes(_folder.FullPath));
    }

    [Fact]
    public void Mini_ImageNets_lists_name_class_and_picture()
    {
        _folder.Write("train.csv", "filename,label\nn0144076400000001.jpg,n01440764\n\n");
        _folder.Write("test.csv", "filename,label\nn0211978900000002.jpg,n02119789\n");
        _folder.Write("images/n0144076400000001.jpg");
        _folder.Write("images/n0211978900000002.jpg");
        _folder.Write("images/of no list.jpg");
        _folder.Write("words.txt", "n01440764\ttench\nn02119789\tkit fox\n");
        Assert.Equal(
            [("kit fox", Path.Combine(_folder.FullPath, "images", "n0211978900000002.jpg")), ("tench", Path.Combine(_folder.FullPath, "images", "n0144076400000001.jpg"))],
            ObjectCentricFolder.Read(_folder.FullPath).Select(image => (image.ClassName, image.Path)));

        File.Delete(Path.Combine(_folder.FullPath, "images", "n0211978900000002.jpg"));
        Assert.Throws<FileNotFoundException>(() => ObjectCentricFolder.Read(_folder.FullPath));
        _folder.Write("test.csv", "filename,label\n../../secret.jpg,n02119789\n");
        Assert.Throws<InvalidDataException>(() => ObjectCentricFolder.Read(_folder.FullPath));
    }

    [Fact]
    public void An_id_without_words_is_an_error_that_says_what_to_do()
    {
        _folder.Write("n01440764/a.jpg");
        Assert.Contains("LOC_synset_mapping.txt", Assert.Throws<InvalidDataException>(() => ObjectCentricFolder.Read(_folder.FullPath)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Classes(string folder) => ObjectCentricFolder.Read(folder).Select(image => image.ClassName);
}
