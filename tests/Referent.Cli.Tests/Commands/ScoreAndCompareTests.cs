using System.Text.Json;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

/// <summary><c>score</c> and <c>compare</c> on a root of one picture (4 x 3 pixels), two refs and four sentences.</summary>
public sealed class ScoreAndCompareTests : IDisposable
{
    /// <summary>The two middle pixels of the first column, and everything.</summary>
    private const string Truth = "\"size\":[4,3],\"counts\":[1,2,9]";
    private const string Everything = "\"size\":[4,3],\"counts\":\"0<\"";

    private readonly TemporaryFolder _folder = new();

    public ScoreAndCompareTests()
    {
        _folder.Write("world/refs(referent).p", $"(l{Ref(1, "val", 1, 2)}{Ref(2, "train", 3, 4)}.");
        _folder.Write("world/instances.json", $$$"""
            {"images":[{"id":5,"file_name":"a.jpg","height":4,"width":3}],"categories":[{"id":1,"name":"fox"}],
             "annotations":[{"id":1,"image_id":5,"category_id":1,"bbox":[0,1,1,2],"segmentation":{{{{Truth}}}}},
                            {"id":2,"image_id":5,"category_id":1,"bbox":[2,3,1,1],"segmentation":{"size":[4,3],"counts":[11,1]}}]}
            """);

        static string Ref(int annotation, string split, int first, int second) =>
            $"(dS'ref_id'\nI{annotation}\nsS'ann_id'\nI{annotation}\nsS'image_id'\nI5\nsS'category_id'\nI1\nsS'split'\nS'{split}'\nsS'sentences'\n"
            + $"(l(dS'sent_id'\nI{first}\nsS'sent'\nS'the fox'\nsa(dS'sent_id'\nI{second}\nsS'sent'\nS'left fox'\nsasa";
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Score_writes_the_summary_and_prints_a_table()
    {
        string predictions = _folder.Write("p.jsonl", Line(1, Truth) + Line(3, Everything));
        ProgramRun run = Score(predictions, "--json", _folder.PathOf("out.json"));

        Assert.Equal((0, "1 predictions are for other splits and were left out.\n"), (run.Status, run.Errors));
        Assert.Contains("world (referent) val: 2 sentences, 1 refs, 1 images, 1 without prediction; masks sum-is-one", run.Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(_folder.PathOf("out.json")));
        Assert.Equal(0.5, json.RootElement.GetProperty("summary").GetProperty("mIoU").GetDouble());
        Assert.Equal(1, json.RootElement.GetProperty("summary").GetProperty("missing").GetInt32());
    }

    [Fact]
    public void Union_is_the_other_convention() =>
        Assert.Contains("masks union", Score(_folder.Write("p.jsonl", Line(1, Truth)), "--masks", "union").Output, StringComparison.Ordinal);

    /// <summary>Responses 0 and 1 on 4 x 3 pixels: 0, 1/2 and 1 by columns with corners aligned, 0, 1/2 and 1 too by half pixels.</summary>
    [Theory]
    [InlineData(8, "--map-resize", "align-corners")]
    [InlineData(4, "--map-threshold", "0.6")]
    [InlineData(8, "--map-threshold", "0.4", "--map-resize", "half-pixel")]
    public void Maps_become_masks_by_the_rules_asked_for(int area, params string[] options)
    {
        string predictions = _folder.Write("p.jsonl", """{"sent_id":1,"map":{"size":[1,2],"float32":"AAAAAAAAgD8="}}""");
        Assert.Equal(0, Score(predictions, ["--json", _folder.PathOf("out.json"), .. options]).Status);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(_folder.PathOf("out.json")));

        // The truth's two pixels are in the first column.
        Assert.Equal(2 + area, json.RootElement.GetProperty("samples")[0].GetProperty("union").GetInt32());
    }

    [Fact]
    public void Compare_prints_the_difference_of_two_reports()
    {
        Score(_folder.Write("a.jsonl", Line(1, Truth) + Line(2, Everything)), "--json", _folder.PathOf("a.json"));
        Score(_folder.Write("b.jsonl", Line(1, Truth) + Line(2, Truth)), "--json", _folder.PathOf("b.json"));
        ProgramRun run = ProgramRun.Of("compare", _folder.PathOf("a.json"), _folder.PathOf("b.json"));
        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.StartsWith("world (referent) val, masks sum-is-one: 2 sentences, 1 images\n  A  mIoU  58.33 %   a.json\n  B  mIoU 100.00 %   b.json\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.167 -> 1.000  sentence 2, image 5: left fox", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "sentence 1 is 4x3, its picture 3x4", """{"sent_id":1,"mask":{"size":[3,4],"counts":"<"}}""")]
    [InlineData(1, "no sentence has the id 9", """{"sent_id":9,"mask":{"size":[4,3],"counts":"<"}}""")]
    [InlineData(1, "line 1", "nonsense")]
    [InlineData(1, "two predictions", """{"sent_id":1,"mask":{"size":[4,3],"counts":"<"}}""", """{"sent_id":1,"mask":{"size":[4,3],"counts":"<"}}""")]
    public void Predictions_that_do_not_fit_are_one_line_of_error(int status, string message, params string[] lines)
    {
        ProgramRun run = Score(_folder.Write("p.jsonl", string.Join('\n', lines)));
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.Contains(message, Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_does_not_exist_is_a_usage_error_that_lists_those_that_do()
    {
        string predictions = _folder.Write("p.jsonl", "");
        ProgramRun split = ProgramRun.Of("score", "--data", _folder.FullPath, "--dataset", "world", "--split", "testA", "--predictions", predictions);
        Assert.Equal((2, "No ref is in split 'testA'; there are train, val.\n"), (split.Status, split.Errors));

        ProgramRun dataset = ProgramRun.Of("score", "--data", _folder.FullPath, "--dataset", "word", "--split", "val", "--predictions", predictions);
        Assert.Equal(2, dataset.Status);
        Assert.Contains("world+", dataset.Errors, StringComparison.Ordinal);
        Assert.Equal(2, Score(predictions, "--masks", "sum").Status);
    }

    [Fact]
    public void Missing_files_are_named()
    {
        ProgramRun predictions = Score(_folder.PathOf("none.jsonl"));
        Assert.Equal(1, predictions.Status);
        Assert.Contains("none.jsonl", predictions.Errors, StringComparison.Ordinal);

        ProgramRun report = ProgramRun.Of("compare", _folder.PathOf("none.json"), _folder.PathOf("none.json"));
        Assert.Equal(1, report.Status);
        Assert.Contains("none.json", report.Errors, StringComparison.Ordinal);
    }

    private static string Line(int sentence, string mask) => $$$"""{"sent_id":{{{sentence}}},"mask":{{{{mask}}}}}""" + "\n";

    private ProgramRun Score(string predictions, params string[] more) =>
        ProgramRun.Of(["score", "--data", _folder.FullPath, "--dataset", "world", "--split", "val", "--predictions", predictions, .. more]);
}
