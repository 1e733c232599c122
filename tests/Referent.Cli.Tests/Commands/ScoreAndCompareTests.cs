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

        Assert.Equal((0, "1 prediction for other splits was left out.\n"), (run.Status, run.Errors));
        Assert.Contains("world (referent) val: 2 sentences, 1 ref, 1 image, 1 without prediction; masks sum-is-one", run.Output, StringComparison.Ordinal);
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
        Assert.StartsWith("world (referent) val, masks sum-is-one: 2 sentences, 1 image\n  A  mIoU  58.33 %   a.json\n  B  mIoU 100.00 %   b.json\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.167 -> 1.000  sentence 2, image 5: left fox", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "p.jsonl, line 1: The mask of sentence 1 has the size [3,4], its picture [4,3] (height, width).", """{"sent_id":1,"mask":{"size":[3,4],"counts":"<"}}""")]
    [InlineData(1, "p.jsonl, line 1: no sentence has the id 9", """{"sent_id":9,"mask":{"size":[4,3],"counts":"<"}}""")]
    [InlineData(1, "line 1", "nonsense")]
    [InlineData(1, "two predictions", """{"sent_id":1,"mask":{"size":[4,3],"counts":"<"}}""", """{"sent_id":1,"mask":{"size":[4,3],"counts":"<"}}""")]
    public void Predictions_that_do_not_fit_are_one_line_of_error(int status, string message, params string[] lines)
    {
        ProgramRun run = Score(_folder.Write("p.jsonl", string.Join('\n', lines)));
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.Contains(message, Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    /// <summary>The second annotation is that of a ref in another split; spill reads it all the same.</summary>
    [Theory]
    [InlineData("null", "its segmentation is null")]
    [InlineData("{\"size\":[4,3],\"counts\":\"P\"}", "The counts of a mask end within a number")]
    public void A_damaged_annotation_is_named_and_its_sentences_count_as_missing(string segmentation, string message)
    {
        File.WriteAllText(_folder.PathOf("world/instances.json"), File.ReadAllText(_folder.PathOf("world/instances.json")).Replace("""{"size":[4,3],"counts":[11,1]}""", segmentation, StringComparison.Ordinal));
        ProgramRun run = Score(_folder.Write("p.jsonl", Line(1, Truth) + Line(2, Truth)), "--json", _folder.PathOf("out.json"));
        Assert.Equal(1, run.Status);
        Assert.Contains("2 sentences, 1 ref, 1 image, 2 without prediction", run.Output, StringComparison.Ordinal);
        Assert.StartsWith($"{_folder.PathOf("world/instances.json")}: Annotation 2: {message}", run.Errors, StringComparison.Ordinal);
        Assert.EndsWith(" Sentences 1, 2 count as missing.\n", run.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("out.json")));
    }

    [Fact]
    public void No_prediction_at_all_is_an_error()
    {
        ProgramRun run = Score(_folder.Write("p.jsonl", ""));
        Assert.Equal((1, string.Empty), (run.Status, run.Output));
        Assert.Contains("no prediction for this split", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nan")]
    [InlineData("-0.1")]
    [InlineData("1.5")]
    public void A_threshold_of_maps_is_a_share(string threshold)
    {
        ProgramRun run = Score(_folder.Write("p.jsonl", ""), "--map-threshold", threshold);
        Assert.Equal(2, run.Status);
        Assert.Contains("--map-threshold is a share of the highest response, from 0 to 1.", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Linux has a file whose disk is always full.</summary>
    [Fact]
    public void A_disk_that_is_full_in_the_end_costs_the_file_but_not_the_table()
    {
        ProgramRun run = Score(_folder.Write("p.jsonl", Line(1, Truth)), "--json", "/dev/full");
        Assert.Equal(1, run.Status);
        Assert.StartsWith("world (referent) val: 2 sentences", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("--json /dev/full cannot be written: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_report_is_told_with_what_one_is()
    {
        foreach ((string text, string message) in (ReadOnlySpan<(string, string)>)[("", "is no JSON; expected a report"), ("""{"dataset":1}""", "is no report; expected dataset, splitBy")])
        {
            string file = _folder.Write("r.json", text);
            ProgramRun run = ProgramRun.Of("compare", file, file);
            Assert.Equal(1, run.Status);
            Assert.StartsWith($"{file} {message}", run.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Files_that_cannot_be_read_or_written_are_named_by_their_option()
    {
        ProgramRun predictions = Score(_folder.FullPath);
        Assert.Equal((1, $"--predictions {_folder.FullPath} is a folder; expected a file of JSON lines.\n"), (predictions.Status, predictions.Errors));

        string file = _folder.Write("p.jsonl", Line(1, Truth));
        ProgramRun json = Score(file, "--json", _folder.FullPath);
        Assert.Equal((2, $"--json {_folder.FullPath} cannot be written: it is a folder; name a file.\n"), (json.Status, json.Errors));
        ProgramRun below = Score(file, "--json", Path.Combine(file, "x", "out.json"));
        Assert.Equal((2, $"--json {Path.Combine(file, "x", "out.json")} cannot be written: {file} is a file; name a folder.\n"), (below.Status, below.Errors));
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
