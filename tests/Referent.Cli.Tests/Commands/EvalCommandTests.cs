using System.Text.Json;
using System.Text.RegularExpressions;
using Referent.Data.Refer;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;

namespace Referent.Cli.Tests.Commands;

public sealed class EvalCommandTests(EvalFixture eval) : IClassFixture<EvalFixture>
{
    public static TheoryData<string> Methods => ["ppt", "clip-sam", "clip-es", "tris", "tris-sam", "oracle-sam"];

    [Theory]
    [MemberData(nameof(Methods))]
    public void What_eval_writes_and_prints_is_what_score_makes_of_its_predictions(string method)
    {
        string predictions = eval.PathOf($"{method}.jsonl"), ours = eval.PathOf($"{method}.json"), theirs = eval.PathOf($"{method}.score.json");
        ProgramRun run = eval.Run(eval.Root, predictions, ours, "--method", method, "--workers", "3");
        Assert.Equal((0, "pictures: 4 of 4"), (run.Status, run.Errors[..16]));
        ProgramRun score = ProgramRun.Of("score", "--data", eval.Root, "--dataset", "world", "--split", "val", "--predictions", predictions, "--json", theirs);

        Assert.Equal((0, ""), (score.Status, score.Errors));
        Assert.Equal(score.Output, run.Output.Replace($", {method}, preset micro", "", StringComparison.Ordinal));
        JsonElement written = Json(ours);
        Assert.Equal($"{method}, preset micro", written.GetProperty("method").GetString());
        Assert.Equal(0, written.GetProperty("summary").GetProperty("missing").GetInt32());
        foreach (string part in (string[])["summary", "samples"])
        {
            Assert.Equal(Json(theirs).GetProperty(part).GetRawText(), written.GetProperty(part).GetRawText());
        }
    }

    /// <summary>pointM and pointIt of the map: the pixel that answers most, not one of the mask.</summary>
    [Theory]
    [InlineData("tris")]
    [InlineData("tris-sam", "--map-prompt", "box")]
    [InlineData("tris-sam", "--map-prompt", "mask")]
    public void The_point_that_is_scored_is_the_peak_of_the_map(string method, params string[] options)
    {
        string name = string.Concat([method, .. options]), predictions = eval.PathOf($"peaks-{name}.jsonl"), report = eval.PathOf($"peaks-{name}.json");
        Assert.Equal(0, eval.Run(eval.Root, predictions, report, ["--method", method, "--limit", "1", .. options]).Status);
        ReferDataset dataset = ReferDataset.Load(eval.Root, "world");
        Dictionary<long, JsonElement> scored = Samples($"peaks-{name}.json").ToDictionary(sample => sample.GetProperty("sent_id").GetInt64());
        JsonElement[] lines = Lines(predictions);
        using Segmenter segmenter = Segmenter.Load(new SegmenterOptions { Preset = eval.Preset, Method = SegmentationMethod.Tris });
        Ref first = dataset.Refs.First(reference => scored.ContainsKey(reference.Sentences[0].Id));
        using EmbeddedImage image = segmenter.Embed(ImageDecoder.ReadFile(dataset.Images[first.ImageId].Path));

        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            long id = line.GetProperty("sent_id").GetInt64();
            Ref reference = dataset.Refs.First(reference => reference.Sentences.Any(sentence => sentence.Id == id));
            PixelPosition expected = image.Size.PixelAt(segmenter.Segment(image, reference.Sentences.First(sentence => sentence.Id == id).Text).Peak!.Value);
            Assert.Equal([expected.X, expected.Y], line.GetProperty("peak").EnumerateArray().Select(value => value.GetInt32()));
            ReferAnnotation meant = dataset.Annotations[reference.AnnotationId];
            byte there = dataset.MaskOf(meant, MaskConvention.SumIsOne).ToMask().Pixels[(expected.Y * image.Size.Width) + expected.X];
            Assert.Equal(there == 1, scored[id].GetProperty("pointM").GetBoolean());
        });
    }

    [Fact]
    public void The_oracle_has_one_answer_for_all_sentences_about_an_object()
    {
        string predictions = eval.PathOf("oracle.jsonl"), report = eval.PathOf("oracle.json");
        Assert.Equal(0, eval.Run(eval.Root, predictions, report, "--method", "oracle-sam", "--limit", "1").Status);
        Dictionary<long, string> masks = Lines(predictions).ToDictionary(line => line.GetProperty("sent_id").GetInt64(), line => line.GetProperty("mask").GetRawText());
        var refs = Json(report).GetProperty("samples").EnumerateArray().GroupBy(sample => sample.GetProperty("ref_id").GetInt64()).ToArray();

        Assert.All(refs, sentences => Assert.Single(sentences.Select(sample => masks[sample.GetProperty("sent_id").GetInt64()]).Distinct()));
        Assert.True(masks.Values.Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.6)]
    public void A_run_that_was_cut_short_goes_on_to_the_same_bytes(double share)
    {
        byte[] whole = File.ReadAllBytes(eval.PathOf("whole.jsonl"));
        string predictions = eval.PathOf($"cut-{share}.jsonl"), report = eval.PathOf($"cut-{share}.json");
        int kept = (int)(whole.Length * share);
        Assert.True(kept == 0 || whole[kept - 1] != '\n');
        File.WriteAllBytes(predictions, whole[..kept]);
        File.Copy(eval.PathOf("whole.jsonl.origin.json"), $"{predictions}.origin.json");

        Assert.Equal(0, eval.Run(eval.Root, predictions, report, "--method", "clip-sam", "--resume").Status);
        Assert.Equal(whole, File.ReadAllBytes(predictions));
        Assert.Equal(File.ReadAllBytes(eval.PathOf("whole.json")), File.ReadAllBytes(report));
    }

    [Theory]
    [InlineData("whole.jsonl", "is not to be evaluated here", "--method", "clip-sam", "--limit", "1")]
    [InlineData("whole.jsonl", "method clip-sam there, oracle-sam here", "--method", "oracle-sam")]
    [InlineData("gone.jsonl", "other.jsonl.origin.json, which tells what made it, is not there", "--method", "clip-sam")]
    public void Resuming_takes_no_predictions_of_something_else(string origin, string message, params string[] options)
    {
        string predictions = eval.PathOf("other.jsonl"), beside = $"{predictions}.origin.json";
        File.Copy(eval.PathOf("whole.jsonl"), predictions, overwrite: true);
        File.Delete(beside);
        if (File.Exists(eval.PathOf($"{origin}.origin.json")))
        {
            File.Copy(eval.PathOf($"{origin}.origin.json"), beside);
        }

        ProgramRun run = eval.Run(eval.Root, predictions, eval.PathOf("other.json"), [.. options, "--resume"]);
        Assert.Equal(1, run.Status);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(eval.PathOf("whole.jsonl")), File.ReadAllBytes(predictions));
    }

    [Fact]
    public void A_limit_takes_the_first_pictures_with_all_their_sentences_and_no_others()
    {
        string predictions = eval.PathOf("limit.jsonl"), report = eval.PathOf("limit.json");
        Assert.Equal(0, eval.Run(eval.Root, predictions, report, "--method", "clip-sam", "--limit", "2").Status);
        JsonElement[] all = Samples("whole.json");
        long[] pictures = [.. all.Select(sample => sample.GetProperty("image_id").GetInt64()).Distinct().Take(2)];
        JsonElement[] expected = [.. all.Where(sample => pictures.Contains(sample.GetProperty("image_id").GetInt64()))];

        Assert.Equal(expected.Select(sample => sample.GetRawText()), Samples("limit.json").Select(sample => sample.GetRawText()));
        Assert.Equal(expected.Length, Lines(predictions).Length);
        Assert.Equal(2, Json(report).GetProperty("summary").GetProperty("images").GetInt32());
    }

    [Fact]
    public void Bad_pictures_are_named_and_the_rest_is_done()
    {
        string root = eval.CopyRoot("damaged");
        string[] pictures = [.. Directory.EnumerateFiles(Path.Combine(root, "images/mscoco/images/train2014")).Order(StringComparer.Ordinal)];
        File.WriteAllBytes(pictures[0], File.ReadAllBytes(pictures[0])[..2000]);
        File.Delete(pictures[2]);
        string predictions = eval.PathOf("damaged.jsonl"), report = eval.PathOf("damaged.json");

        ProgramRun run = eval.Run(root, predictions, report, "--method", "clip-sam");

        Assert.Equal(3, run.Status);
        Assert.Contains(Path.GetFileName(pictures[0]), run.Errors, StringComparison.Ordinal);
        Assert.Contains($"{Path.GetFileName(pictures[2])}: there is no such file.", run.Errors, StringComparison.Ordinal);
        JsonElement[] samples = Samples("damaged.json");
        JsonElement[] missing = [.. samples.Where(sample => sample.GetProperty("missing").GetBoolean())];
        Assert.Equal(2, missing.Select(sample => sample.GetProperty("image_id").GetInt64()).Distinct().Count());
        Assert.All(missing, sample => Assert.Contains(sample.GetProperty("sent_id").GetRawText(), run.Errors, StringComparison.Ordinal));
        Assert.Equal(missing.Length, Json(report).GetProperty("summary").GetProperty("missing").GetInt32());
        string[] whole = File.ReadAllLines(eval.PathOf("whole.jsonl"));
        string[] rest = File.ReadAllLines(predictions);
        Assert.Equal(samples.Length - missing.Length, rest.Length);
        Assert.Subset(whole.ToHashSet(), rest.ToHashSet());
    }

    /// <summary>Another object of the picture is damaged, then mended: the predictions are there, and the numbers become those of the whole.</summary>
    [Fact]
    public void A_damaged_annotation_is_named_costs_its_picture_and_stops_neither_a_run_nor_its_continuation()
    {
        string root = eval.CopyRoot("mended"), instances = Path.Combine(root, "world/instances.json"), whole = File.ReadAllText(instances);
        Match outline = Regex.Match(whole, "\"segmentation\": ?\\{[^}]*\\}");
        File.WriteAllText(instances, whole[..outline.Index] + "\"segmentation\":null" + whole[(outline.Index + outline.Length)..]);
        string predictions = eval.PathOf("mended.jsonl"), report = eval.PathOf("mended.json");

        foreach (string[] more in (string[][])[[], ["--resume"]])
        {
            ProgramRun run = eval.Run(root, predictions, report, ["--method", "clip-sam", .. more]);
            Assert.Equal(3, run.Status);
            Assert.Matches($@"{Regex.Escape(instances)}: Annotation \d+: its segmentation is null; .* Sentences [\d, ]+ count as missing\.\n", run.Errors);
            JsonElement[] missing = [.. Samples("mended.json").Where(sample => sample.GetProperty("missing").GetBoolean())];
            Assert.Single(missing.Select(sample => sample.GetProperty("image_id").GetInt64()).Distinct());
        }

        File.WriteAllText(instances, whole);
        Assert.Equal(0, eval.Run(root, predictions, report, "--method", "clip-sam", "--resume").Status);
        Assert.Equal(File.ReadAllBytes(eval.PathOf("whole.jsonl")), File.ReadAllBytes(predictions));
        Assert.Equal(File.ReadAllBytes(eval.PathOf("whole.json")), File.ReadAllBytes(report));
    }

    [Fact]
    public void Outputs_that_cannot_be_written_are_told_before_the_first_picture()
    {
        string file = eval.PathOf("afile");
        File.WriteAllText(file, "");
        foreach ((string option, string path) in (ReadOnlySpan<(string, string)>)[("--json", eval.Root), ("--json", Path.Combine(file, "x.json")), ("--report", Path.Combine(file, "x")), ("--predictions", eval.Root)])
        {
            ProgramRun run = ProgramRun.Of("eval", "--data", eval.Root, "--dataset", "world", "--split", "val", "--preset", eval.Preset, option, path);
            Assert.Equal((2, ""), (run.Status, run.Output));
            Assert.StartsWith($"{option} {path} cannot be written: ", Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Predictions_that_are_there_are_never_replaced()
    {
        string predictions = eval.PathOf("kept.jsonl");
        File.Copy(eval.PathOf("whole.jsonl"), predictions);
        ProgramRun run = eval.Run(eval.Root, predictions, eval.PathOf("kept.json"), "--method", "clip-sam");
        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Contains("holds predictions already; add --resume to go on with them, name another file, or delete this one.", run.Errors, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(eval.PathOf("whole.jsonl")), File.ReadAllBytes(predictions));
    }

    [Fact]
    public void Every_sample_names_its_class_and_classes_held_out_of_pretraining_have_rows_of_their_own()
    {
        string[] classes = [.. Samples("whole.json").Select(sample => sample.GetProperty("category").GetString()!)];
        JsonElement heldOut = Json(Path.Combine(eval.Root, "world.json")).GetProperty("heldOut");
        foreach (JsonProperty corpus in heldOut.EnumerateObject())
        {
            HashSet<string> names = [.. corpus.Value.EnumerateArray().Select(name => name.GetString()!)];
            int sentences = classes.Count(names.Contains);
            Assert.True(sentences > 0, $"no scene shows a class held out of {corpus.Name}; take another seed.");
            Assert.Matches($@"mIoU of classes held out of {corpus.Name} .*; {sentences} sentences", eval.Whole.Output);
        }
    }

    [Fact]
    public void A_report_folder_has_the_numbers_of_the_JSON_and_cases_with_the_points_of_all_queries()
    {
        string predictions = eval.PathOf("report.jsonl"), report = eval.PathOf("report.json"), folder = eval.PathOf("report");
        ProgramRun run = eval.Run(eval.Root, predictions, report, "--method", "ppt", "--limit", "2", "--report", folder);
        Assert.Equal(0, run.Status);
        Assert.Equal(File.ReadAllBytes(report), File.ReadAllBytes(Path.Combine(folder, "report.json")));
        Assert.StartsWith("# world (referent) val, ppt, preset micro\n", File.ReadAllText(Path.Combine(folder, "report.md")), StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(folder, "report.html"));
        foreach (string text in (string[])["Cases: best", "Cases: median", "Cases: worst", "points of all 8 queries", "data:image/jpeg;base64,"])
        {
            Assert.Contains(text, page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("nearest is 'ppt'", "--method", "pt")]
    [InlineData("--limit is at least 1", "--limit", "0")]
    [InlineData("Option '--limit' expects a single argument", "--limit", "1", "--limit", "2")]
    [InlineData("--workers is at least 1", "--workers", "0")]
    [InlineData("No ref is in split", "--split", "test")]
    [InlineData("--predictions", "--resume")]
    public void Bad_options_are_usage_errors(string message, params string[] options)
    {
        string[] split = options.Contains("--split") ? [] : ["--split", "val"];
        ProgramRun run = ProgramRun.Of(["eval", "--data", eval.Root, "--dataset", "world", "--preset", eval.Preset, .. split, .. options]);
        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    private static JsonElement Json(string path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path));

    private static JsonElement[] Lines(string path) => [.. File.ReadLines(path).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    private JsonElement[] Samples(string report) => [.. Json(eval.PathOf(report)).GetProperty("samples").EnumerateArray()];
}
