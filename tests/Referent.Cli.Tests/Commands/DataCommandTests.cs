using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

/// <summary><c>data check</c>, <c>data stats</c> and <c>data view</c> on the sample, and on a copy in TRIS's layout.</summary>
public sealed class DataCommandTests : IDisposable
{
    private static readonly string Sample = Fixtures.PathOf("refer");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_puts_the_published_numbers_beside_those_found_and_refuses_its_trust()
    {
        ProgramRun run = ProgramRun.Of("data", "check", Sample, "--dataset", "refcoco", "--split-by", "unc");
        Assert.Equal(1, run.Status);
        Assert.StartsWith("refcoco (unc), REFER's layout\n", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\nval\s+1\s+4\s+8\s+published: 1,500, 3,811, 10,834\n", run.Output);
        Assert.Contains("Evaluation on it cannot be trusted.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_trusts_what_is_whole_and_names_TRISs_layout()
    {
        _folder.Copy(Path.Combine(Sample, "images/mscoco/images/train2014"), "train2014");
        _folder.Copy(Path.Combine(Sample, "refcoco"), "refer/world");
        File.Delete(_folder.PathOf("refer/world/refs(protocol2).p"));
        ProgramRun run = ProgramRun.Of("data", "check", _folder.FullPath);
        Assert.Equal(0, run.Status);
        Assert.Contains("world (protocol4), TRIS's layout", run.Output, StringComparison.Ordinal);
        Assert.Contains("world (unc), TRIS's layout", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fault", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_of_a_folder_without_datasets_says_what_it_looked_for()
    {
        ProgramRun run = ProgramRun.Of("data", "check", _folder.FullPath);
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.Contains("refcocog", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Stats_prints_a_column_for_each_split()
    {
        ProgramRun run = ProgramRun.Of("data", "stats", Sample, "--dataset", "refcoco", "--split-by", "unc");
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Matches(@"\n\s+train\s+val\s+testA\s+testB\n", run.Output);
        Assert.Matches(@"\nrefs\s+8\s+4\s+4\s+4\n", run.Output);
        Assert.Contains("words: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void View_writes_one_page_that_needs_nothing_else()
    {
        string page = _folder.PathOf("out/view.html");
        ProgramRun run = ProgramRun.Of("data", "view", Sample, "--dataset", "refcoco", "--split-by", "unc", "-o", page);
        Assert.Equal((0, $"{page}: 6 pictures\n", ""), (run.Status, run.Output, run.Errors));
        string html = File.ReadAllText(page);
        Assert.Equal(6, html.Split("<article").Length - 1);
        Assert.Equal(20, html.Split("<path id=").Length - 1);
        Assert.Equal(20, html.Split("<li ").Length - 1);
        Assert.Contains("<option>testA</option>", html, StringComparison.Ordinal);
        Assert.Contains("person&#39;s caf&#233; table", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);

        ProgramRun val = ProgramRun.Of("data", "view", Sample, "--dataset", "refcoco", "--split-by", "unc", "--split", "val", "--limit", "1", "-o", page);
        Assert.Equal($"{page}: 1 picture\n", val.Output);
        Assert.Equal(2, ProgramRun.Of("data", "view", Sample, "--dataset", "refcoco", "--split-by", "unc", "--limit", "0").Status);
    }

    [Fact]
    public void View_shows_what_it_can_says_what_it_cannot_and_counts_it()
    {
        _folder.Copy(Sample, "data");
        string[] pictures = [.. Directory.GetFiles(_folder.PathOf("data/images/mscoco/images/train2014")).Order(StringComparer.Ordinal)];
        File.Delete(pictures[0]);
        File.WriteAllBytes(pictures[1], File.ReadAllBytes(pictures[1])[..500]);
        File.WriteAllBytes(pictures[2], PngEncoder.Encode(new RgbImage(new ImageSize(2, 3))));
        string instances = _folder.PathOf("data/refcoco/instances.json");
        File.WriteAllText(instances, File.ReadAllText(instances).Replace("[[46.41, 92.19, 47.68, 72.07, 54.11, 60.05, 118.89, 62.98]]", "null", StringComparison.Ordinal));
        string page = _folder.PathOf("view.html");

        ProgramRun run = ProgramRun.Of("data", "view", _folder.PathOf("data"), "--dataset", "refcoco", "--split-by", "unc", "-o", page);

        Assert.Equal((3, $"{page}: 6 pictures\n"), (run.Status, run.Output));
        Assert.Equal(
            ["1 picture is missing; the page says which.", "1 picture cannot be read; the page says which.", "1 picture has another size than its annotations; the page says which.", "1 mask cannot be read; the page says which."],
            run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        string html = File.ReadAllText(page);
        Assert.Equal(6, html.Split("<article").Length - 1);
        Assert.Equal(4, html.Split("<img ").Length - 1);
        Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
        foreach (string label in (string[])["the picture is missing", "the picture cannot be read", "size disagrees: the picture is 3x2", "its mask cannot be read: "])
        {
            Assert.Equal(2, html.Split(label).Length);
        }

        Assert.Equal(["view.html"], Directory.GetFiles(_folder.FullPath).Select(Path.GetFileName));
    }

    [Fact]
    public void View_refuses_a_picture_outside_of_the_folder_of_pictures()
    {
        _folder.Copy(Sample, "data");
        File.Copy(Directory.GetFiles(_folder.PathOf("data/images/mscoco/images/train2014"))[0], _folder.PathOf("data/secret.jpg"));
        string instances = _folder.PathOf("data/refcoco/instances.json"), page = _folder.PathOf("view.html");
        File.WriteAllText(instances, File.ReadAllText(instances).Replace("COCO_train2014_000000581003.jpg", "../../../../secret.jpg", StringComparison.Ordinal));
        ProgramRun run = ProgramRun.Of("data", "view", _folder.PathOf("data"), "--dataset", "refcoco", "--split-by", "unc", "-o", page);
        Assert.Equal(1, run.Status);
        Assert.Contains("image 581003 has the file_name '../../../../secret.jpg'", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(page));
    }

    [Fact]
    public void Check_of_ReferIt_shows_its_totals_and_wants_its_test()
    {
        _folder.Copy(Fixtures.PathOf("referit"), "data");
        ProgramRun whole = ProgramRun.Of("data", "check", _folder.PathOf("data"));
        Assert.Matches(@"\nall\s+4\s+\d+\s+\d+\s+published: 19,894 pictures, 130,525 sentences\n", whole.Output);
        Assert.DoesNotContain("test.pickle", whole.Output, StringComparison.Ordinal);

        File.Delete(_folder.PathOf("data/referit/annotations/test.pickle"));
        ProgramRun run = ProgramRun.Of("data", "check", _folder.PathOf("data"));
        Assert.Equal(1, run.Status);
        Assert.Contains("fault: there is no test.pickle in ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Stats_of_a_damaged_mask_name_file_and_annotation()
    {
        _folder.Copy(Sample, "data");
        string instances = _folder.PathOf("data/refcoco/instances.json");
        File.WriteAllText(instances, File.ReadAllText(instances).Replace("[[46.41, 92.19, 47.68, 72.07, 54.11, 60.05, 118.89, 62.98]]", "null", StringComparison.Ordinal));
        ProgramRun run = ProgramRun.Of("data", "stats", _folder.PathOf("data"), "--dataset", "refcoco", "--split-by", "unc");
        Assert.Equal(1, run.Status);
        Assert.StartsWith($"{instances}: Annotation 3001: its segmentation is null; expected", run.Errors, StringComparison.Ordinal);
    }
}
