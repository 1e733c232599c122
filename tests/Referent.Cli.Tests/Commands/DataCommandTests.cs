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
        Assert.Equal($"{page}: 1 pictures\n", val.Output);
        Assert.Equal(2, ProgramRun.Of("data", "view", Sample, "--dataset", "refcoco", "--split-by", "unc", "--limit", "0").Status);
    }
}
