using Referent.Data.Refer;
using Referent.TestSupport;

namespace Referent.Data.Tests.Refer;

public sealed class ReferFilesTests
{
    [Theory]
    [InlineData("refcoco", "unc", "refs(google).p", "refs(unc).p")]
    [InlineData("refcoco+", "unc", "refs(other).p", "refs(unc).p")]
    [InlineData("refcocog", "umd", "refs(google).p", "refs(umd).p")]
    [InlineData("refcocog", "google", "refs(google).p")]
    [InlineData("world", "referent", "refs(referent).p")]
    public void The_default_split_is_the_only_one_or_the_usual_one(string dataset, string expected, params string[] present)
    {
        using TemporaryFolder folder = new();
        foreach (string name in present)
        {
            folder.Write($"{dataset}/{name}");
        }

        Assert.Equal(expected, ReferFiles.Locate(folder.FullPath, dataset).SplitBy);
    }

    [Fact]
    public void The_layout_of_TRIS_is_recognised()
    {
        using TemporaryFolder folder = new();
        folder.Write("refer/refcocog/refs(umd).p");
        ReferFiles files = ReferFiles.Locate(folder.FullPath, "refcocog");
        Assert.Equal(ReferLayout.Tris, files.Layout);
        Assert.Equal(Path.Combine(folder.FullPath, "train2014", "COCO_train2014_000000000042.jpg"), files.ImagePath(42));
    }

    [Fact]
    public void What_is_missing_is_listed_with_what_was_looked_for()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("refcoco+", Assert.Throws<ArgumentException>(() => ReferFiles.Locate(folder.FullPath, "refcoco-")).Message, StringComparison.Ordinal);

        string message = Assert.Throws<DirectoryNotFoundException>(() => ReferFiles.Locate(folder.FullPath, "refcoco")).Message;
        Assert.Contains(Path.Combine(folder.FullPath, "refcoco"), message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder.FullPath, "refer", "refcoco"), message, StringComparison.Ordinal);

        folder.Write("refcoco/readme");
        message = Assert.Throws<FileNotFoundException>(() => ReferFiles.Locate(folder.FullPath, "refcoco")).Message;
        Assert.Contains("refs(unc).p", message, StringComparison.Ordinal);
        Assert.Contains("no refs(*).p at all", message, StringComparison.Ordinal);

        folder.Write("refcoco/refs(google).p");
        folder.Write("refcoco/refs(other).p");
        message = Assert.Throws<FileNotFoundException>(() => ReferFiles.Locate(folder.FullPath, "refcoco")).Message;
        Assert.Contains("google, other", message, StringComparison.Ordinal);
        message = Assert.Throws<FileNotFoundException>(() => ReferFiles.Locate(folder.FullPath, "refcoco", "unc")).Message;
        Assert.Contains("google, other", message, StringComparison.Ordinal);
    }
}
