using Referent.Evaluation.Breakdowns;
using Referent.Evaluation.Reports;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests.Reports;

/// <summary>A report with one case: a magenta picture of 60 x 40 with a rectangle, its half predicted, two queries of two points.</summary>
internal static class ReportCase
{
    public const string Phrase = "<b>\"the fox\" & co | left</b>";

    public static RunLengthMask Truth { get; } = Drawing.Rectangle(new ImageSize(40, 60), 10, 5, 50, 35);

    public static RunLengthMask Prediction { get; } = Drawing.Rectangle(new ImageSize(40, 60), 10, 5, 30, 35);

    public static EvaluationReport Report { get; } = Make([Scores.Of(1, 50, Phrase), Scores.Of(2, 0), Scores.Of(3, 100)]);

    public static IReadOnlyList<CaseGroup> Cases { get; } =
    [
        new("median", [new CaseStudy(Report.Samples[0], Magenta(), Truth, Prediction, [Query(0.9, 20), Query(0.25, 45)])]),
    ];

    private static EvaluationReport Make(SampleScore[] samples) => new()
    {
        Dataset = "refcoco",
        SplitBy = "unc",
        Split = "val",
        Masks = Data.Refer.MaskConvention.SumIsOne,
        Summary = EvaluationSummary.Of(samples),
        Breakdowns = Breakdown.Of(samples),
        Samples = samples,
        Method = "ppt, preset tiny",
        HeldOut = [GroupScore.Of("captions", samples)],
    };

    private static CaseQuery Query(double score, double x) =>
        new(score, [new LabelledPoint(new ImagePoint(x, 20.25), true), new LabelledPoint(new ImagePoint(x, 2), false)]);

    private static RgbImage Magenta()
    {
        RgbImage picture = new(new ImageSize(40, 60));
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            picture.Pixels[i] = (byte)(i % 3 == 1 ? 0 : 255);
        }

        return picture;
    }
}
