using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Referent.Evaluation.Reports;
using Referent.Evaluation.Reports.Html;
using Referent.Imaging;
using Referent.TestSupport;

namespace Referent.Evaluation.Tests.Reports;

public sealed partial class ReportPageTests
{
    private static readonly string Page = Write();

    [Fact]
    public void The_page_asks_for_nothing_outside_itself()
    {
        Assert.DoesNotContain("http", Page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<script", Page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", Page, StringComparison.Ordinal);
        Assert.All(Links().Matches(Page), link => Assert.Matches("^(data:|#)", link.Groups[1].Value));
        Assert.Contains("default-src 'none'", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Phrases_are_text_and_no_markup()
    {
        Assert.DoesNotContain("<b>", Page, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(ReportCase.Phrase), Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_report_has_the_same_bytes() => Assert.Equal(Page, Write());

    [Fact]
    public void Numbers_breakdowns_and_published_numbers_are_there()
    {
        foreach (string text in (string[])["refcoco (unc) val, ppt, preset tiny", "3 sentences", "50.00 %", "object size", "phrase length", "position words", "classes held out of", "TRIS step 2", "this run", "Supervision: F masks"])
        {
            Assert.Contains(text, Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Masks_are_drawn_pixel_by_pixel()
    {
        Assert.Equal(ReportCase.Truth.Area, AreaOf("truth"));
        Assert.Equal(ReportCase.Prediction.Area, AreaOf("prediction"));

        long AreaOf(string kind) => Rectangles().Matches(Regex.Match(Page, $"<path class=\"{kind}\" d=\"([^\"]*)\"").Groups[1].Value)
            .Sum(rectangle => long.Parse(rectangle.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    /// <summary>The chosen query in the panel of the prediction, both in the panel of all: a disc and a cross each.</summary>
    [Fact]
    public void The_points_of_all_queries_are_drawn_and_named()
    {
        Assert.Equal(3, Regex.Count(Page, "<circle cx=\"(20|45)\" cy=\"20.25\""));
        Assert.Equal(2, Regex.Count(Page, "query 1, score 0.900"));
        Assert.Equal(1, Regex.Count(Page, "query 2, score 0.250"));
        Assert.Contains("points of all 2 queries", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_histogram_has_twenty_bins_and_one_belongs_to_the_last()
    {
        int[] counts = Charts.Count([Scores.Of(1, 0), Scores.Of(2, 4), Scores.Of(3, 5), Scores.Of(4, 50), Scores.Of(5, 100)]);
        Assert.Equal(20, counts.Length);
        Assert.Equal([(0, 2), (1, 1), (10, 1), (19, 1)], counts.Index().Where(bin => bin.Item > 0));
    }

    [Fact]
    public void A_report_of_no_sentences_has_a_page() => Assert.EndsWith("</html>\n", Write(ReportCase.Report with { Samples = [], Summary = EvaluationSummary.Of([]), Breakdowns = [] }), StringComparison.Ordinal);

    [Fact]
    public void Markdown_has_the_same_numbers_in_tables()
    {
        string text = ReportMarkdown.Render(ReportCase.Report);
        Assert.StartsWith("# refcoco (unc) val, ppt, preset tiny\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\| mIoU \| 50\.00 \| 95 % interval", text);
        Assert.Contains("Supervision: F masks", text, StringComparison.Ordinal);
        Assert.Contains("| **this run** | **50.00** |", text, StringComparison.Ordinal);
        Assert.Contains("| TRIS step 2 | 31.17 | W/T | PPT table 1, PPT table 2, TRIS table 1 |", text, StringComparison.Ordinal);
        Assert.Matches(@"\| with \| 1 \| 50\.00 \|", text);
    }

    [Fact]
    public void A_folder_gets_the_three_files_and_keeps_nothing_of_older_ones()
    {
        using TemporaryFolder folder = new();
        string target = folder.PathOf("new/report");
        for (int time = 0; time < 2; time++)
        {
            ReportFolder.Write(target, ReportCase.Report, time == 0 ? ReportCase.Cases : []);
        }

        Assert.Equal(["report.html", "report.json", "report.md"], Directory.EnumerateFiles(target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Cases:", File.ReadAllText(Path.Combine(target, "report.html")), StringComparison.Ordinal);
        Assert.Equal("refcoco (unc) val, masks sum-is-one", ReportFile.Read(Path.Combine(target, "report.json")).Subject);
    }

    /// <summary>The picture is magenta, grey under the masks; truth is green, the prediction blue, the chosen point yellow.</summary>
    [Fact]
    public void A_browser_shows_picture_masks_and_points_from_disk_without_network()
    {
        Assert.SkipUnless(Browser.IsThere, "Chromium is not installed.");
        using TemporaryFolder folder = new();
        ReportFolder.Write(folder.FullPath, ReportCase.Report, ReportCase.Cases);
        RgbImage screen = Browser.Show(folder.PathOf("report.html"));

        Assert.True(Count((r, g, b) => r > 200 && g < 60 && b > 200) > 10_000, "no magenta picture");
        Assert.True(Count((r, g, b) => g > r + 60 && g > b + 40) > 5_000, "no green mask");
        Assert.True(Count((r, g, b) => b > r + 60 && b > g + 40) > 3_000, "no blue mask");
        Assert.True(Count((r, g, b) => r > 230 && g > 190 && b < 60) > 20, "no yellow point");

        int Count(Func<byte, byte, byte, bool> holds) => Enumerable.Range(0, screen.Pixels.Length / 3)
            .Count(at => holds(screen.Pixels[3 * at], screen.Pixels[(3 * at) + 1], screen.Pixels[(3 * at) + 2]));
    }

    private static string Write(EvaluationReport? report = null)
    {
        using StringWriter page = new() { NewLine = "\n" };
        ReportPage.Write(page, report ?? ReportCase.Report, ReportCase.Cases);
        return page.ToString();
    }

    [GeneratedRegex("""(?:href|src)="([^"]*)"?""")]
    private static partial Regex Links();

    [GeneratedRegex(@"M\d+ \d+h1v(\d+)h-1z")]
    private static partial Regex Rectangles();
}
