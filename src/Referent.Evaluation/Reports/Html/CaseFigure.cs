using System.Globalization;
using System.Text;
using Referent.Evaluation.Metrics;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Reports.Html;

/// <summary>
/// One sentence in four panels: picture, ground truth, prediction with the points that led to it, points of all queries. Panels are SVG in
/// the picture's own pixels, so that masks and points are exact at any zoom; the picture itself is embedded once, as a smaller JPEG.
/// </summary>
internal static class CaseFigure
{
    /// <summary>Chosen: panels are about 350 pixels wide; twice that serves dense screens.</summary>
    private const int LongestSide = 640;

    /// <summary>Chosen: no visible loss at this size.</summary>
    private const int JpegQuality = 85;

    /// <summary>The radius of a point as a share of the picture's longer side. Chosen: seen at panel size, and hides little.</summary>
    private const double PointRadius = 0.012;

    /// <summary>Turn of the hue from query to query, in degrees: the golden angle keeps neighbours apart however many there are.</summary>
    private const double HueTurn = 137.508;

    public static string Render(CaseStudy study)
    {
        SampleScore sample = study.Sample;
        IReadOnlyList<CaseQuery> queries = study.Queries;
        string chosen = queries.Count > 0 ? Points(queries[0], 0, study.Picture.Size, chosen: true) : "";

        // The best query last: what is drawn later lies on top.
        string all = string.Concat(queries.Index().Reverse()
            .Select(item => Points(item.Item, item.Index, study.Picture.Size, chosen: item.Index == 0)));
        string category = sample.Category is null ? "" : $", {Markup.Text(sample.Category)}";
        StringBuilder html = new();
        html.Append(
            CultureInfo.InvariantCulture,
            $"<article class=\"case\"><h3>{Markup.Text(sample.Sentence)} <span class=\"iou\">IoU {sample.Iou:0.000}</span></h3>\n"
            + $"<p class=\"meta\">sentence {sample.SentenceId}, ref {sample.RefId}, image {sample.ImageId}{category}; "
            + $"covers {sample.Coverage:0.00} of the object, at most {sample.Spill:0.00} of another</p>\n<div class=\"panels\">\n");
        Panel(html, study, "picture", first: true, "");
        Panel(html, study, "ground truth", first: false, Mask("truth", study.Truth));
        Panel(html, study, "prediction", first: false, Mask("prediction", study.Prediction) + chosen);
        if (queries.Count > 1)
        {
            Panel(html, study, $"points of all {queries.Count} queries", first: false, all);
        }

        return html.Append("</div></article>\n").ToString();
    }

    private static void Panel(StringBuilder html, CaseStudy study, string caption, bool first, string over)
    {
        ImageSize size = study.Picture.Size;
        string id = $"picture-{study.Sample.SentenceId}";
        string picture = first
            ? $"<image id=\"{id}\" width=\"{size.Width}\" height=\"{size.Height}\" preserveAspectRatio=\"none\" href=\"{Embed(study.Picture)}\"/>"
            : $"<use href=\"#{id}\"/>";
        html.Append(
            $"<figure><svg viewBox=\"0 0 {size.Width} {size.Height}\" role=\"img\" aria-label=\"{caption}\">{picture}{over}</svg>"
            + $"<figcaption>{caption}</figcaption></figure>\n");
    }

    private static string Embed(RgbImage picture)
    {
        double scale = Math.Min(1, (double)LongestSide / Math.Max(picture.Width, picture.Height));
        ImageSize size = new(Math.Max(1, (int)Math.Round(picture.Height * scale)), Math.Max(1, (int)Math.Round(picture.Width * scale)));
        RgbImage resized = Resampling.Resize(picture, size, Interpolation.BilinearAntialias);
        return $"data:image/jpeg;base64,{Convert.ToBase64String(JpegEncoder.Encode(resized, JpegQuality))}";
    }

    /// <summary>A rectangle per stretch of a column: the mask's own pixels.</summary>
    private static string Mask(string kind, RunLengthMask mask)
    {
        MaskSegments segments = new(mask);
        StringBuilder path = new();
        for (int i = 0; i < segments.Count; i++)
        {
            MaskSegment segment = segments[i];
            if (segment.Inside)
            {
                path.Append(CultureInfo.InvariantCulture, $"M{segment.X} {segment.Top}h1v{segment.Bottom - segment.Top}h-1z");
            }
        }

        return $"<path class=\"{kind}\" d=\"{path}\"/>";
    }

    /// <summary>Discs are on the thing, crosses are off it.</summary>
    private static string Points(CaseQuery query, int rank, ImageSize size, bool chosen)
    {
        double radius = PointRadius * Math.Max(size.Width, size.Height) * (chosen ? 1.4 : 1);
        string hue = Markup.Number(rank * HueTurn % 360);
        string score = query.Score.ToString("0.000", CultureInfo.InvariantCulture);
        string forth = Markup.Number(2 * radius), back = Markup.Number(-2 * radius);
        StringBuilder svg = new(
            $"<g class=\"query{(chosen ? " chosen" : "")}\" style=\"--hue:{hue};stroke-width:{Markup.Number(radius / 3)}\">"
            + $"<title>query {rank + 1}, score {score}</title>");
        foreach (LabelledPoint point in query.Points)
        {
            (double x, double y) = (point.Position.X, point.Position.Y);
            svg.Append(point.Positive
                ? $"<circle cx=\"{Markup.Number(x)}\" cy=\"{Markup.Number(y)}\" r=\"{Markup.Number(radius)}\"/>"
                : $"<path d=\"M{Markup.Number(x - radius)} {Markup.Number(y - radius)}l{forth} {forth}m0 {back}l{back} {forth}\"/>");
        }

        return svg.Append("</g>").ToString();
    }
}
