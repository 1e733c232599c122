using System.Text.Json;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

/// <summary><c>data masks</c> on the sample, whose masks the COCO tools have made, and on damaged copies of it.</summary>
public sealed class DataMasksTests : IDisposable
{
    private static readonly string Sample = Fixtures.PathOf("refer");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_line_is_what_the_coco_tools_say()
    {
        ProgramRun run = ProgramRun.Of("data", "masks", Sample, "--dataset", "refcoco", "--split-by", "unc");
        Assert.Equal((0, ""), (run.Status, run.Errors));
        JsonElement[] found = [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        JsonElement[] expected = [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(Sample, "expected.json"))).GetProperty("masks").EnumerateArray()];
        Assert.Equal(expected.Length, found.Length);
        foreach ((JsonElement line, JsonElement truth) in found.Zip(expected))
        {
            foreach (string field in new[] { "ann_id", "size", "counts", "area" })
            {
                Assert.True(JsonElement.DeepEquals(truth.GetProperty(field), line.GetProperty(field)), line.GetRawText());
            }

            Assert.Equal(truth.GetProperty("bbox").EnumerateArray().Select(Number), line.GetProperty("bbox").EnumerateArray().Select(Number));
        }

        static double Number(JsonElement json) => json.GetDouble();
    }

    [Fact]
    public void A_file_gets_the_same_lines()
    {
        string file = _folder.PathOf("new/masks.jsonl");
        ProgramRun run = ProgramRun.Of("data", "masks", Sample, "--dataset", "refcoco", "--split-by", "unc", "-o", file);
        Assert.Equal((0, "", ""), (run.Status, run.Output, run.Errors));
        Assert.Equal(20, File.ReadAllLines(file).Length);
    }

    [Fact]
    public void Annotations_that_cannot_be_filled_are_named_and_the_rest_is_done()
    {
        _folder.Write("world/refs(referent).p", "(l.");
        _folder.Write("world/instances.json", """
            {"images":[{"id":5,"file_name":"a.jpg","height":4,"width":3}],
             "annotations":[{"id":1,"image_id":5,"category_id":1,"bbox":[9,9,9,9],"area":77,"segmentation":[[0,0,1,0,1,4,0,4],[2,0,3,0,3,4,2,4]]},
                            {"id":2,"image_id":5,"category_id":1,"bbox":[2,3,1,1],"segmentation":[]},
                            {"id":3,"image_id":6,"category_id":1,"bbox":[2,3,1,1],"segmentation":[[0,0,1,0,1,4]]}]}
            """);
        ProgramRun run = ProgramRun.Of("data", "masks", _folder.FullPath, "--dataset", "world");
        Assert.Equal((3, """{"ann_id":1,"size":[4,3],"counts":"0440","area":8,"bbox":[0,0,3,4]}""" + "\n"), (run.Status, run.Output));
        Assert.Equal(2, run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Annotation 2", run.Errors, StringComparison.Ordinal);
        Assert.Contains("image 6", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_option_names_the_command_whose_help_helps()
    {
        ProgramRun run = ProgramRun.Of("data", "masks", Sample, "--dataset", "refcoco", "--splitby", "unc");
        Assert.Equal(2, run.Status);
        Assert.Contains("--split-by", run.Errors, StringComparison.Ordinal);
        Assert.Contains("For help: referent data masks --help", run.Errors, StringComparison.Ordinal);
    }
}
