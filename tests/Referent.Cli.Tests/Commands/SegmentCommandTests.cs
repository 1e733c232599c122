using System.Text.Json;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.TestSupport;

namespace Referent.Cli.Tests.Commands;

public sealed class SegmentCommandTests : IClassFixture<MicroPresetFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _preset;
    private readonly string _photo;

    public SegmentCommandTests(MicroPresetFixture preset)
    {
        _preset = preset.Folder;
        _photo = _folder.PathOf("photo.jpg");
        File.Copy(Fixtures.PathOf("imaging/codecs/baseline420.jpg"), _photo);
    }

    [Fact]
    public void A_picture_and_texts_give_a_mask_and_an_overlay_for_each()
    {
        ProgramRun run = Segment(_photo, "the red apple", "a cat", "-o", _folder.PathOf("out"));

        Assert.Equal((0, string.Empty), (run.Status, run.Errors));
        ImageSize size = ImageDecoder.ReadFile(_photo).Size;
        foreach (int index in new[] { 0, 1 })
        {
            Assert.Equal(size, ImageDecoder.ReadFile(_folder.PathOf($"out/photo.{index}.png")).Size);
            Assert.Equal(size, ImageDecoder.ReadFile(_folder.PathOf($"out/photo.{index}.overlay.jpg")).Size);
        }

        Assert.Equal(4, Directory.GetFiles(_folder.PathOf("out")).Length);
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Json_lines_say_everything_and_agree_with_the_files()
    {
        ProgramRun run = Segment(_photo, "the red apple", "--json", "-o", _folder.PathOf("out"), "--format", "png,rle,overlay", "--top", "3");

        Assert.Equal((0, string.Empty), (run.Status, run.Errors));
        JsonElement line = Assert.Single(Lines(run.Output));
        RgbImage photo = ImageDecoder.ReadFile(_photo);
        Assert.Equal(
            ["image", "width", "height", "text", "method", "preset", "score", "presence", "found", "bbox", "mask", "points", "queries", "files", "milliseconds"],
            line.EnumerateObject().Select(property => property.Name));
        Assert.Equal((_photo, "the red apple", "ppt", "micro"), (Text("image"), Text("text"), Text("method"), Text("preset")));
        Assert.Equal((photo.Width, photo.Height), (line.GetProperty("width").GetInt32(), line.GetProperty("height").GetInt32()));
        Assert.Equal(["x", "y", "positive", "score"], line.GetProperty("points")[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(8, line.GetProperty("points").GetArrayLength());
        double[] scores = [.. line.GetProperty("queries").EnumerateArray().Select(query => query.GetProperty("score").GetDouble())];
        Assert.Equal(3, scores.Length);
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(scores[0], line.GetProperty("score").GetDouble());
        Assert.Equal(["load", "encode", "prompt", "decode"], line.GetProperty("milliseconds").EnumerateObject().Select(property => property.Name));
        Assert.All(line.GetProperty("milliseconds").EnumerateObject(), time => Assert.True(time.Value.GetDouble() > 0));

        RunLengthMask runs = Mask(line);
        BoxXyxy box = runs.BoundingBox();
        Assert.Equal([box.Left, box.Top, box.Width, box.Height], line.GetProperty("bbox").EnumerateArray().Select(number => number.GetDouble()));
        JsonElement files = line.GetProperty("files");
        Assert.Equal(["png", "rle", "overlay"], files.EnumerateObject().Select(property => property.Name));
        byte[] white = ImageDecoder.ReadFile(files.GetProperty("png").GetString()!).Pixels;
        Assert.Equal(runs.ToMask().Pixels, white.Where((_, at) => at % 3 == 0).Select(value => (byte)(value / 255)));
        using JsonDocument rle = JsonDocument.Parse(File.ReadAllBytes(files.GetProperty("rle").GetString()!));
        Assert.Equal(line.GetProperty("mask").GetRawText(), rle.RootElement.GetRawText());

        string Text(string name) => line.GetProperty(name).GetString()!;
    }

    [Fact]
    public void Json_alone_writes_no_files_and_goes_to_a_file_when_asked()
    {
        string lines = _folder.PathOf("lines.jsonl");
        ProgramRun run = Segment(_photo, "a cat", "--json", "-o", lines, "--method", "clip-sam");

        Assert.Equal((0, string.Empty, string.Empty), (run.Status, run.Output, run.Errors));
        Assert.Equal("clip-sam", Assert.Single(Lines(File.ReadAllText(lines))).GetProperty("method").GetString());
        Assert.Equal(2, Directory.GetFiles(_folder.FullPath).Length);
    }

    [Fact]
    public void Clip_es_gives_masks_of_its_own_or_points_for_clip_sam()
    {
        ProgramRun map = Segment(_photo, "a cat", "the apple", "--json", "--method", "clip-es");
        ProgramRun field = Segment(_photo, "a cat", "the apple", "--json", "--method", "clip-es", "--crf");
        ProgramRun points = Segment(_photo, "a cat", "the apple", "--json", "--method", "clip-sam", "--localiser", "clip-es");
        ProgramRun surgery = Segment(_photo, "a cat", "the apple", "--json", "--method", "clip-sam", "--localiser", "surgery");

        Assert.All((ProgramRun[])[map, field, points, surgery], run => Assert.Equal((0, string.Empty), (run.Status, run.Errors)));
        Assert.All(Lines(map.Output), line => Assert.Equal(("clip-es", 0), (line.GetProperty("method").GetString(), line.GetProperty("points").GetArrayLength())));
        Assert.All(Lines(points.Output), line => Assert.NotEqual(0, line.GetProperty("points").GetArrayLength()));
        Assert.NotEqual(Points(points), Points(surgery));

        static string Points(ProgramRun run) => Lines(run.Output).First().GetProperty("points").GetRawText();
    }

    [Theory]
    [InlineData("clip-sam has a choice of localisers, not ppt", "--localiser", "clip-es")]
    [InlineData("the map of clip-es, not of clip-sam", "--method", "clip-sam", "--crf")]
    [InlineData("Only tris-sam has a choice of what SAM is told", "--method", "tris", "--map-prompt", "box")]
    [InlineData("Only tris and tris-sam have an official program", "--method", "clip-sam", "--as-released")]
    [InlineData("the nearest is 'mask'", "--method", "tris-sam", "--map-prompt", "masks")]
    [InlineData("the nearest is 'surgery'", "--method", "clip-sam", "--localiser", "surgary")]
    public void An_option_that_does_not_go_with_the_method_is_a_usage_error(string message, params string[] options)
    {
        ProgramRun run = Segment([_photo, "a cat", .. options]);
        Assert.Equal(2, run.Status);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlay_may_show_the_map_and_only_a_method_with_one_can()
    {
        string plain = _folder.PathOf("plain.png"), heat = _folder.PathOf("heat.png");
        string[] arguments = [_photo, "a cat", "--method", "tris", "--format", "overlay", "-o"];
        Assert.Equal(0, Segment([.. arguments, plain]).Status);
        Assert.Equal(0, Segment([.. arguments, heat, "--heat-map"]).Status);
        Assert.NotEqual(File.ReadAllBytes(plain), File.ReadAllBytes(heat));

        ProgramRun without = Segment(_photo, "a cat", "--method", "clip-sam", "--heat-map", "-o", heat);
        Assert.Equal(2, without.Status);
        Assert.Contains("clip-sam has none", without.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void One_text_can_go_to_one_file()
    {
        Assert.Equal(0, Segment(_photo, "a cat", "-o", _folder.PathOf("deep/mask.png")).Status);
        Assert.All(ImageDecoder.ReadFile(_folder.PathOf("deep/mask.png")).Pixels, value => Assert.True(value is 0 or 255));

        Assert.Equal(0, Segment(_photo, "a cat", "-o", _folder.PathOf("drawn.png"), "--format", "overlay").Status);
        Assert.Contains(ImageDecoder.ReadFile(_folder.PathOf("drawn.png")).Pixels, value => value is not (0 or 255));

        Assert.Equal(0, Segment(_photo, "a cat", "a dog", "-o", _folder.PathOf("folder.png"), "--format", "png").Status);
        Assert.Equal(2, Directory.GetFiles(_folder.PathOf("folder.png")).Length);
    }

    [Fact]
    public void A_list_goes_on_after_every_kind_of_bad_input_and_says_what_is_wrong_with_it()
    {
        File.WriteAllText(_folder.PathOf("text.jpg"), "This is no picture.");
        File.WriteAllBytes(_folder.PathOf("cut.jpg"), File.ReadAllBytes(_photo)[..^200]);
        File.Copy(Fixtures.PathOf("imaging/refused/claims_2_31.png"), _folder.PathOf("claims.png"));
        File.WriteAllBytes(_folder.PathOf("one.png"), PngEncoder.Encode(new RgbImage(new ImageSize(1, 1), [255, 0, 0])));
        File.WriteAllBytes(_folder.PathOf("thin.png"), PngEncoder.Encode(new RgbImage(new ImageSize(1, 4000))));
        (string Image, string Text, string? Error)[] cases =
        [
            ("photo.jpg", "a cat", null),
            ("missing.jpg", "a cat", "no such file"),
            ("text.jpg", "a cat", "Expected a JPEG, PNG or WebP"),
            ("cut.jpg", "a cat", ""),
            ("claims.png", "a cat", "65536x32768"),
            ("thin.png", "a cat", "short side vanishes"),
            (".", "a cat", "folder"),
            ("one.png", "a cat", null),
            ("photo.jpg", "", "the text is empty"),
            ("photo.jpg", new string('x', 5000), null),
            ("photo.jpg", "the red apple", null),
        ];
        string list = WriteList([.. cases.Select(item => JsonSerializer.Serialize(new { image = item.Image, text = item.Text })), "{\"image\":3}", "", "no json"]);

        ProgramRun run = Segment("--list", list, "--json", "-o", _folder.PathOf("out"), "--format", "png");

        Assert.Equal(3, run.Status);
        JsonElement[] lines = Lines(run.Output);
        Assert.Equal(cases.Length + 2, lines.Length);
        foreach (((string image, string text, string? error), JsonElement line) in cases.Zip(lines))
        {
            Assert.Equal((image, text), (line.GetProperty("image").GetString(), line.GetProperty("text").GetString()));
            Assert.Equal(error is not null, line.TryGetProperty("error", out JsonElement found));
            Assert.Contains(error ?? string.Empty, error is null ? string.Empty : found.GetString(), StringComparison.Ordinal);
        }

        Assert.All(lines[^2..], line => Assert.Contains("expected {\"image\"", line.GetProperty("error").GetString(), StringComparison.Ordinal));
        Assert.Equal(["one.0.png", "photo.0.png", "photo.2.png", "photo.3.png"], Directory.GetFiles(_folder.PathOf("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // Nine failures and one warning, a line each.
        string[] complaints = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, complaints.Length);
        Assert.Single(complaints, line => line.StartsWith("photo.jpg: warning: the text \"xxx", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_108_megapixels_gets_a_mask_of_its_size()
    {
        string huge = _folder.PathOf("huge.jpg");
        File.WriteAllBytes(huge, JpegEncoder.Encode(new RgbImage(new ImageSize(9000, 12000)), 50));

        ProgramRun run = Segment(huge, "a cat", "--json");

        Assert.Equal((0, string.Empty), (run.Status, run.Errors));
        Assert.Equal(new ImageSize(9000, 12000), Mask(Assert.Single(Lines(run.Output))).Size);
    }

    [Fact]
    public void Every_format_has_its_file_and_the_same_mask()
    {
        JsonElement line = Assert.Single(Lines(Segment(_photo, "a cat", "--json", "-o", _folder.PathOf("out"), "--format", "png,rle,polygon,yolo,label-studio").Output));
        RunLengthMask mask = Mask(line);
        Assert.Equal(
            ["photo.0.label-studio.json", "photo.0.png", "photo.0.polygon.json", "photo.0.rle.json", "photo.0.yolo.txt"],
            Directory.GetFiles(_folder.PathOf("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        RgbImage png = ImageDecoder.ReadFile(_folder.PathOf("out/photo.0.png"));
        Assert.Equal(mask.ToMask().Pixels, Enumerable.Range(0, png.Pixels.Length / 3).Select(i => (byte)(png.Pixels[3 * i] / 255)));
        JsonElement polygon = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(_folder.PathOf("out/photo.0.polygon.json")));
        RunLengthMask[] parts = [.. polygon.GetProperty("segmentation").Deserialize<double[][]>()!.Select(part => PolygonRasteriser.Rasterise(mask.Size, part))];
        Assert.Equal(mask.ToCompressedString(), (parts.Length == 0 ? RunLengthMask.FromMask(new BinaryMask(mask.Size)) : MaskAlgebra.Union(parts)).ToCompressedString());
        JsonElement task = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(_folder.PathOf("out/photo.0.label-studio.json")))[0];
        Assert.Equal(_photo, task.GetProperty("data").GetProperty("image").GetString());
        Assert.Equal(5, line.GetProperty("files").EnumerateObject().Count());
    }

    [Fact]
    public void Pictures_of_one_name_in_two_folders_get_two_names_and_each_keeps_its_own()
    {
        Directory.CreateDirectory(_folder.PathOf("a"));
        Directory.CreateDirectory(_folder.PathOf("b"));
        File.Copy(_photo, _folder.PathOf("a/photo.jpg"));
        File.Copy(_photo, _folder.PathOf("b/photo.png"));
        string list = WriteList("""{"image":"a/photo.jpg","text":"a cat"}""", """{"image":"b/photo.png","text":"a cat"}""", """{"image":"a/photo.jpg","text":"a dog"}""");

        Assert.Equal(0, Segment("--list", list, "-o", _folder.PathOf("out"), "--format", "png").Status);
        Assert.Equal(["photo-2.0.png", "photo.0.png", "photo.1.png"], Directory.GetFiles(_folder.PathOf("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_runs_give_the_same_masks_and_a_text_the_same_alone_as_among_others()
    {
        JsonElement[] together = Lines(Segment(_photo, "a cat", "the red apple", "--json").Output);
        JsonElement[] alone = Lines(Segment(_photo, "the red apple", "--json").Output);
        Assert.Equal(together[1].GetProperty("mask").GetRawText(), alone[0].GetProperty("mask").GetRawText());
        Assert.Equal(together[1].GetProperty("points").GetRawText(), alone[0].GetProperty("points").GetRawText());
        Assert.NotEqual(together[0].GetProperty("points").GetRawText(), alone[0].GetProperty("points").GetRawText());
    }

    [Fact]
    public void Pictures_unlike_those_that_the_preset_knows_get_one_note()
    {
        string preset = _folder.PathOf("preset");
        MicroPreset.Write(preset);
        foreach (int i in Enumerable.Range(0, 20))
        {
            byte[] dark = [.. Enumerable.Range(0, 30 * 30 * 3).Select(at => (byte)((at * (i + 3)) % 50))];
            File.WriteAllBytes(_folder.PathOf($"known{i}.jpg"), JpegEncoder.Encode(new RgbImage(new ImageSize(30, 30), dark), 95));
        }

        byte[] bright = [.. Enumerable.Range(0, 30 * 30 * 3).Select(at => (byte)(255 - (at % 7)))];
        File.WriteAllBytes(_folder.PathOf("bright.png"), PngEncoder.Encode(new RgbImage(new ImageSize(30, 30), bright)));
        File.Delete(_photo);
        Assert.Equal(0, ProgramRun.Of("models", "make", "--out", preset, "--name", "micro", "--note", "I know the dark.", "--pictures", _folder.FullPath).Status);
        string list = WriteList("""{"image":"known7.jpg","text":"a cat"}""", """{"image":"bright.png","text":"a cat"}""", """{"image":"bright.png","text":"a dog"}""");

        foreach (string method in new[] { "ppt", "clip-sam", "tris", "tris-sam" })
        {
            ProgramRun run = ProgramRun.Of("segment", "--list", list, "--preset", preset, "--method", method, "--json");
            Assert.Equal(0, run.Status);
            Assert.Equal("bright.png: note: I know the dark. For photographs there is --preset base, which `referent models pull base` fetches.\n", run.Errors);
        }
    }

    [Fact]
    public void Nothing_but_failures_is_a_failure()
    {
        ProgramRun run = Segment(_folder.PathOf("missing.jpg"), "a cat", "a dog", "-o", _folder.PathOf("out"));
        Assert.Equal((1, string.Empty), (run.Status, run.Output));
        Assert.Equal(2, run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("There is no option --metod; the nearest is --method.", "photo.jpg", "a cat", "--metod", "ppt")]
    [InlineData("There is no method 'clipsam'; the nearest is 'clip-sam'", "photo.jpg", "a cat", "--method", "clipsam")]
    [InlineData("There is no format 'overly'; the nearest is 'overlay'", "photo.jpg", "a cat", "--format", "png,overly")]
    [InlineData("A text is empty", "photo.jpg", "a cat", " ")]
    [InlineData("at least one text", "photo.jpg")]
    [InlineData("not both", "photo.jpg", "a cat", "--list", "list.jsonl")]
    [InlineData("--top is a whole number", "photo.jpg", "a cat", "--top", "0")]
    [InlineData("There is no --device 'gpu'; the nearest is 'cpu', known are auto, cpu, cuda.", "photo.jpg", "a cat", "--device", "gpu")]
    [InlineData("There is no preset 'tinny'; the nearest is 'tiny', known are", "photo.jpg", "a cat", "--preset", "tinny")]
    [InlineData("oracle-sam needs the ground truth", "photo.jpg", "a cat", "--method", "oracle-sam")]
    [InlineData("not the picture itself", "photo.png", "a cat", "-o", "photo.png")]
    public void What_cannot_be_meant_is_a_usage_error_of_one_line(string expected, params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of(["segment", .. arguments]);
        Assert.Equal((2, string.Empty), (run.Status, run.Output));
        Assert.Contains(expected, run.Errors.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_preset_that_is_not_there_is_one_line_with_the_command_that_fetches_it()
    {
        ProgramRun run = ProgramRun.At(
            AppContext.BaseDirectory, [new("REFERENT_MODELS", _folder.FullPath)], "segment", _photo, "a cat", "--preset", "base", "-o", _folder.PathOf("out"));
        Assert.Equal((1, "There is no preset 'base' on this machine; `referent models pull base` fetches it.\n"), (run.Status, run.Errors));
    }

    [Fact]
    public void An_output_of_the_wrong_kind_is_told_before_anything_is_loaded()
    {
        Directory.CreateDirectory(_folder.PathOf("two.png"));
        AssertRefused($"{_photo} is a file; name a folder", "a cat", "a dog", "-o", _photo);
        AssertRefused("two.png cannot be written: it is a folder; name a file", "a cat", "-o", _folder.PathOf("two.png"));
        AssertRefused("photo.jpg is a file; name a folder", "a cat", "-o", Path.Combine(_photo, "mask.png"));
        AssertRefused("photo.jpg is a file; name a folder", "a cat", "--json", "-o", Path.Combine(_photo, "lines.jsonl"));

        void AssertRefused(string reason, params string[] arguments)
        {
            ProgramRun run = Segment([_photo, .. arguments]);
            Assert.Equal((2, string.Empty), (run.Status, run.Output));
            Assert.Contains(reason, Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_text_behind_two_dashes_may_begin_with_dashes_and_one_with_an_at_sign_is_no_file()
    {
        JsonElement[] lines = Lines(Segment("--json", "--", _photo, "--weird", "@missing").Output);
        Assert.Equal(["--weird", "@missing"], lines.Select(line => line.GetProperty("text").GetString()));
    }

    public void Dispose() => _folder.Dispose();

    private static RunLengthMask Mask(JsonElement line)
    {
        JsonElement mask = line.GetProperty("mask");
        return RunLengthMask.Parse(new ImageSize(mask.GetProperty("size")[0].GetInt32(), mask.GetProperty("size")[1].GetInt32()), mask.GetProperty("counts").GetString());
    }

    private static JsonElement[] Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    private ProgramRun Segment(params string[] arguments) => ProgramRun.Of(["segment", "--preset", _preset, .. arguments]);

    private string WriteList(params string[] lines)
    {
        string path = _folder.PathOf("list.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }
}
