using System.Text;

namespace Referent.Evaluation.Reports.Html;

/// <summary>The two charts of a report, as SVG in a frame of 560 x 260 with room for axes.</summary>
internal static class Charts
{
    private const double Left = 48, Top = 12, Width = 496, Height = 200;

    /// <summary>Chosen: bars of 0.05 are fine enough to see both modes and wide enough to point at.</summary>
    private const int Bins = 20;

    /// <summary>Steps of the precision curve.</summary>
    private const int Steps = 100;

    /// <summary>How many sentences have which IoU; the last bin holds 1 too.</summary>
    public static string Histogram(IReadOnlyList<SampleScore> samples)
    {
        int[] counts = Count(samples);
        int most = Math.Max(4, (counts.Max() + 3) / 4 * 4);
        StringBuilder svg = Frame("Sentences by IoU", "IoU", value => Markup.Number(value * most));
        for (int bin = 0; bin < Bins; bin++)
        {
            double height = Height * counts[bin] / most;
            string low = Markup.Number((double)bin / Bins), high = Markup.Number((bin + 1.0) / Bins);
            string share = ReportTitle.Percent((double)counts[bin] / Math.Max(1, samples.Count));
            svg.Append($"<rect class=\"bar\" x=\"{Markup.Number(X((double)bin / Bins) + 1)}\" y=\"{Markup.Number(Top + Height - height)}\" ")
                .Append($"width=\"{Markup.Number((Width / Bins) - 2)}\" height=\"{Markup.Number(height)}\">")
                .Append($"<title>IoU {low} to {high}: {counts[bin]} sentences ({share} %)</title></rect>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>The share of sentences whose IoU is above each threshold; published P@X as rings.</summary>
    public static string Precision(EvaluationReport report)
    {
        double[] ious = [.. report.Samples.Select(sample => sample.Iou)];
        StringBuilder svg = Frame("Precision: share of sentences above an IoU", "IoU threshold", value => $"{Markup.Number(100 * value)} %");
        IEnumerable<string> points = Enumerable.Range(0, Steps + 1).Select(step => (double)step / Steps)
            .Select(threshold => $"{Markup.Number(X(threshold))},{Markup.Number(Y(ShareAbove(threshold)))}");
        svg.Append($"<polyline class=\"curve\" points=\"{string.Join(' ', points)}\"/>\n");
        foreach ((double threshold, double share) in EvaluationSummary.Thresholds.Zip(report.Summary.Precision))
        {
            svg.Append(Dot("dot", threshold, share, $"P@{threshold:0.0}: {ReportTitle.Percent(share)} %"));
            IEnumerable<PublishedNumber> published = PublishedNumbers.For(report.Dataset, report.SplitBy, report.Split)
                .Where(number => number.Metric == $"P@{threshold:0.0}");
            foreach (PublishedNumber number in published)
            {
                string title = $"P@{threshold:0.0} of {number.Method}: {ReportTitle.Percent(number.Percent / 100)} %";
                svg.Append(Dot("ring", threshold, number.Percent / 100, title));
            }
        }

        return svg.Append("</svg>\n").ToString();

        double ShareAbove(double threshold) => (double)ious.Count(iou => iou > threshold) / Math.Max(1, ious.Length);
    }

    internal static int[] Count(IReadOnlyList<SampleScore> samples)
    {
        int[] counts = new int[Bins];
        foreach (SampleScore sample in samples)
        {
            counts[Math.Min((int)(sample.Iou * Bins), Bins - 1)]++;
        }

        return counts;
    }

    private static double X(double value) => Left + (Width * value);

    private static double Y(double value) => Top + (Height * (1 - value));

    private static string Dot(string kind, double x, double y, string title) =>
        $"<circle class=\"{kind}\" cx=\"{Markup.Number(X(x))}\" cy=\"{Markup.Number(Y(y))}\" r=\"4\"><title>{Markup.Text(title)}</title></circle>\n";

    /// <summary>A number or a name at an axis.</summary>
    private static string Label(double x, double y, string anchor, string text) =>
        $"<text class=\"tick\" x=\"{Markup.Number(x)}\" y=\"{Markup.Number(y)}\" text-anchor=\"{anchor}\">{text}</text>\n";

    /// <summary>Axes from 0 to 1 both ways, with what the upright one says.</summary>
    private static StringBuilder Frame(string title, string below, Func<double, string> upright)
    {
        StringBuilder svg = new($"<svg class=\"chart\" viewBox=\"0 0 560 260\" role=\"img\" aria-label=\"{Markup.Text(title)}\">\n");
        foreach (double value in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            string y = Markup.Number(Y(value));
            svg.Append($"<line class=\"grid\" x1=\"{Markup.Number(Left)}\" x2=\"{Markup.Number(Left + Width)}\" y1=\"{y}\" y2=\"{y}\"/>")
                .Append(Label(Left - 6, Y(value) + 4, "end", upright(value)));
        }

        for (int tenth = 0; tenth <= 10; tenth += 2)
        {
            svg.Append(Label(X(tenth / 10.0), Top + Height + 18, "middle", Markup.Number(tenth / 10.0)));
        }

        return svg.Append(Label(Left + (Width / 2), Top + Height + 38, "middle", below));
    }
}
