using System.Text;
using System.Text.Json;
using Referent.Evaluation.Reports;
using Referent.Imaging.Masks;
using Referent.Imaging.Responses;

namespace Referent.Evaluation.Tests.Reports;

public sealed class ReportTests
{
    private static readonly RunLengthMask Target = Drawing.Mask("....", ".##.", "....");

    [Fact]
    public void The_summary_JSON_has_the_promised_names()
    {
        using JsonDocument json = JsonDocument.Parse(Write(Report()));
        JsonElement summary = json.RootElement.GetProperty("summary");
        Assert.Equal(
            [
                "mIoU", "oIoU", "P@0.3", "P@0.4", "P@0.5", "P@0.6", "P@0.7", "P@0.8", "P@0.9", "pointM", "pointIt", "accBox", "boxMIoU",
                "coverageLow", "spill", "sentences", "refs", "images", "missing", "interval", "union",
            ],
            summary.EnumerateObject().Select(property => property.Name));
        Assert.Equal(0.5, summary.GetProperty("mIoU").GetDouble());
        Assert.Equal(2, summary.GetProperty("interval").GetProperty("mIoU").GetArrayLength());
        Assert.Equal("sum-is-one", json.RootElement.GetProperty("masks").GetString());

        JsonElement sample = json.RootElement.GetProperty("samples")[1];
        Assert.Equal((1, 10, 1), (sample.GetProperty("sent_id").GetInt32(), sample.GetProperty("ref_id").GetInt32(), sample.GetProperty("image_id").GetInt32()));
        Assert.Equal(0, sample.GetProperty("iou").GetDouble());
        Assert.True(sample.GetProperty("missing").GetBoolean());
        Assert.Equal("thing", sample.GetProperty("category").GetString());
    }

    [Fact]
    public void The_same_report_has_the_same_bytes() => Assert.Equal(Write(Report()), Write(Report()));

    [Fact]
    public void A_written_report_reads_back_for_comparison()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Write(Report()));
            ReportFile file = ReportFile.Read(path);
            Assert.Equal(("refcoco (unc) val, masks sum-is-one", Path.GetFileName(path)), (file.Subject, file.Name));
            Assert.Equal([new ReportSample(0, 1, 1, "sentence 0"), new ReportSample(1, 1, 0, "sentence 1")], file.Samples);

            File.WriteAllBytes(path, Write(Report() with { Method = "ppt, preset tiny" }));
            Assert.Equal($"ppt, preset tiny ({Path.GetFileName(path)})", ReportFile.Read(path).Name);

            File.WriteAllText(path, """{"summary":{}}""");
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => ReportFile.Read(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_text_sets_the_published_numbers_beside_ours()
    {
        string text = ReportText.Render(Report());
        Assert.Contains("refcoco (unc) val: 2 sentences, 1 ref, 1 image, 1 without prediction", text, StringComparison.Ordinal);
        Assert.Matches(@"mIoU +50\.00 %", text);
        Assert.Matches(@"> +50\.00 +this run", text);
        Assert.Matches(@"(?m)^  +31\.17 .*TRIS step 2", text);
    }

    [Fact]
    public void A_published_number_is_one_line_with_all_its_sources_and_its_marks_are_explained()
    {
        foreach (string text in (string[])[ReportText.Render(Report()), ReportMarkdown.Render(Report())])
        {
            string table = text[text.IndexOf("published mIoU", StringComparison.Ordinal)..];
            table = table[..table.IndexOf("published ", 10, StringComparison.Ordinal)];
            string[] tris = [.. table.Split('\n').Where(line => line.Contains("31.17", StringComparison.Ordinal))];
            Assert.Matches("W/T.*TRIS step 2|TRIS step 2.*W/T", Assert.Single(tris));
            Assert.Contains("PPT table 1, PPT table 2, TRIS table 1", tris[0], StringComparison.Ordinal);
            Assert.Equal(2, table.Split("46.76").Length);
            Assert.Equal(2, table.Split("31.06").Length);
            Assert.Contains("Supervision: F masks; W, T text alone; B+T boxes", text, StringComparison.Ordinal);
        }
    }

    /// <summary>Each says file and line, what is there, and what was expected.</summary>
    [Theory]
    [InlineData("nonsense", "expected a JSON object, found nonsense")]
    [InlineData("[1]", "expected an object, found [1]")]
    [InlineData("""{"sent_id":1}""", "there is no 'mask' in {\"sent_id\":1}")]
    [InlineData("""{"mask":{}}""", "there is no 'sent_id' in {\"mask\":{}}")]
    [InlineData("""{"sent_id":1.5,"mask":{"size":[3,4],"counts":"<"}}""", "'sent_id' is 1.5; expected an integer")]
    [InlineData("""{"sent_id":1,"mask":{"size":[3],"counts":"<"}}""", "in 'mask': expected a run-length mask {\"size\":[height,width],\"counts\":...}, found {\"size\":[3],\"counts\":\"<\"}")]
    [InlineData("""{"sent_id":1,"mask":{"size":[3,4],"counts":"P"}}""", "in 'mask': The counts of a mask end within a number; the mask is cut off")]
    [InlineData("""{"sent_id":1,"mask":{"size":[3,4],"counts":"1"}}""", "in 'mask': The runs of a mask add up to 1 pixels; its size [3,4] (height, width) needs 12; the mask is damaged")]
    [InlineData("""{"sent_id":1,"mask":{"size":[3,4],"counts":"<"},"peak":[]}""", "'peak' is []; expected [x,y], two integers")]
    [InlineData("""{"sent_id":1,"map":{"size":[0,0],"float32":""}}""", "'size' is [0,0]; expected [height,width], two integers above 0")]
    [InlineData("""{"sent_id":1,"map":{"size":[1,1],"float32":"?"}}""", "'float32' is \"?\"; expected base64")]
    [InlineData("""{"sent_id":1,"map":{"size":[2,3],"float32":"AAAAAA=="}}""", "'float32' holds 4 bytes; expected 24 for a map of size [2,3] (height, width)")]
    public void A_line_that_is_no_prediction_is_told_by_what_is_wrong_with_it(string line, string message)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "\n" + line);
            Assert.Equal(
                $"{path}, line 2: {message}. A prediction is {{\"sent_id\":1,\"mask\":{{\"size\":[height,width],\"counts\":\"COCO RLE\"}}}}; write the line anew or drop it.",
                Assert.Throws<InvalidDataException>(() => PredictionFile.Read(path).Count()).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_made_the_predictions_is_named_where_it_is_known()
    {
        EvaluationReport report = Report() with { Method = "ppt, preset tiny" };
        Assert.Contains("refcoco (unc) val, ppt, preset tiny: 2 sentences", ReportText.Render(report), StringComparison.Ordinal);
        Assert.Contains("\"method\": \"ppt, preset tiny\"", Encoding.UTF8.GetString(Write(report)), StringComparison.Ordinal);
        Assert.DoesNotContain("method", Encoding.UTF8.GetString(Write(Report())), StringComparison.Ordinal);
    }

    [Fact]
    public void Published_numbers_go_by_dataset_split_maker_and_split()
    {
        Assert.Equal(62.09, PublishedNumbers.For("refcocog", "umd", "val").Single(number => number.Method == "LAVT").Percent);
        Assert.Equal(33.11, PublishedNumbers.For("refcocog", "google", "val").Single(number => number.Method == "RMI").Percent);
        Assert.Equal(61.16, PublishedNumbers.For("refcoco", "unc", "val").Single(number => number.Method == "PPT" && number.Metric == "P@0.3").Percent);
        Assert.Empty(PublishedNumbers.For("world", "referent", "val"));
    }

    [Fact]
    public void Predictions_read_back_as_written_and_damage_is_named_by_line()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, PredictionFile.Format(7, Target) + "\n\n" + """{"sent_id":8,"mask":{"size":[3,4],"counts":[4,1,7]}}""" + "\n");
            Prediction[] read = [.. PredictionFile.Read(path)];
            Assert.Equal([7L, 8L], read.Select(item => item.SentenceId));
            Assert.Equal(Target.Counts, read[0].Mask!.Counts);
            Assert.Equal(1, read[1].Mask!.Area);

            foreach (string line in new[] { "x", "[]", """{"sent_id":1}""", """{"sent_id":1,"mask":{"size":[3,4],"counts":"zz~"}}""", """{"sent_id":"1","mask":{"size":[1,1],"counts":"1"}}""", """{"sent_id":1,"mask":{"size":[3,4],"counts":[12]},"peak":[1]}""", """{"sent_id":1,"map":{"size":[1,1],"float32":"AAA="}}""" })
            {
                File.WriteAllText(path, PredictionFile.Format(7, Target) + "\n" + line);
                Assert.Contains(", line 2: ", Assert.Throws<InvalidDataException>(() => PredictionFile.Read(path).Count()).Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>A map of 1 x 2 with 0 and 1, and a mask with a peak that is not its first pixel.</summary>
    [Fact]
    public void Maps_and_peaks_are_read_and_scored()
    {
        using TinyDataset tiny = new();
        Evaluator evaluator = new(tiny.Annotate(1, 1, Target).Refer(1, 1, "val", 2).Load(), "val");
        string path = Path.Combine(tiny.Root, "p.jsonl");
        File.WriteAllText(path, """
            {"sent_id":0,"map":{"size":[1,2],"float32":"AAAAAAAAgD8="}}
            {"sent_id":1,"mask":{"size":[3,4],"counts":[0,12]},"peak":[2,1]}
            """);
        foreach (Prediction prediction in PredictionFile.Read(path))
        {
            evaluator.Add(prediction, new ResponseRules(ResponseResize.AlignCorners, 0.5f));
        }

        // 0 1/3 2/3 1 in each row: six pixels, one of them on the target; the peak is the last pixel of the first row.
        EvaluationReport report = evaluator.Finish();
        Assert.Equal((1, 7, false), (report.Samples[0].Intersection, report.Samples[0].Union, report.Samples[0].PointM));
        Assert.Equal((2, 12, true), (report.Samples[1].Intersection, report.Samples[1].Union, report.Samples[1].PointM));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("abc", "")]
    [InlineData("abc\n", "abc\n")]
    [InlineData("abc\nde\nf", "abc\nde\n")]
    public void A_last_line_that_was_not_finished_is_taken_away(string written, string kept)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, written);
            PredictionFile.DropUnfinishedLine(path);
            Assert.Equal(kept, File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static EvaluationReport Report()
    {
        using TinyDataset tiny = new();
        Evaluator evaluator = new(tiny.Annotate(1, 1, Target).Refer(1, 1, "val", 2).Load(), "val");
        evaluator.Add(0, Target);
        return evaluator.Finish();
    }

    private static byte[] Write(EvaluationReport report)
    {
        using MemoryStream stream = new();
        ReportJson.Write(stream, report);
        return stream.ToArray();
    }
}
