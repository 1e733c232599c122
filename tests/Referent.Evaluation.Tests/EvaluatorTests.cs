using Referent.Data.Refer;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Evaluation.Tests;

/// <summary>Every metric against numbers computed by hand.</summary>
public sealed class EvaluatorTests
{
    private const double Tolerance = 1e-12;

    /// <summary>8 pixels: two rows of four.</summary>
    private static readonly RunLengthMask Target = Drawing.Mask(
        "........",
        ".####...",
        ".####...",
        "........");

    /// <summary>4 pixels right of the target.</summary>
    private static readonly RunLengthMask Neighbour = Drawing.Mask(
        "......##",
        "......##",
        "........",
        "........");

    private static readonly RunLengthMask Empty = Drawing.Mask(
        "........",
        "........",
        "........",
        "........");

    [Fact]
    public void An_exact_mask_scores_one_in_everything()
    {
        SampleScore score = Score(Target);
        Assert.Equal((8, 8, 1.0), (score.Intersection, score.Union, score.Iou));
        Assert.True(score.PointM && score.PointIt && score.AccBox);
        Assert.Equal((1.0, 1.0, 0.0), (score.BoxIou, score.Coverage, score.Spill));
    }

    [Fact]
    public void A_partial_mask_scores_its_share()
    {
        SampleScore score = Score(Drawing.Mask(
            "......##",
            "...###.#",
            ".....#..",
            "........"));

        // 2 pixels of 8 shared; 7 predicted.
        Assert.Equal((2, 13), (score.Intersection, score.Union));
        Assert.Equal(2.0 / 13, score.Iou, Tolerance);
        Assert.Equal(0.25, score.Coverage, Tolerance);
        Assert.Equal(0.75, score.Spill, Tolerance);

        // Row by row the first pixel is (6, 0): not on the target nor in its box [1, 5] x [1, 3].
        Assert.False(score.PointM || score.PointIt);

        // All touch over corners: one box [3, 8] x [0, 3], shared 2 x 2 = 4, union 15 + 8 - 4.
        Assert.Equal(4.0 / 19, score.BoxIou, Tolerance);
        Assert.False(score.AccBox);
    }

    [Fact]
    public void An_empty_prediction_scores_zero_and_points_at_the_corner()
    {
        SampleScore score = Score(Empty);
        Assert.Equal((0, 8, 0.0), (score.Intersection, score.Union, score.Iou));
        Assert.False(score.PointM || score.PointIt || score.AccBox || score.Missing);
        Assert.Equal((0.0, 0.0, 0.0), (score.BoxIou, score.Coverage, score.Spill));
    }

    [Fact]
    public void Two_empty_masks_have_IoU_zero()
    {
        using TinyDataset tiny = new();
        Evaluator evaluator = new(tiny.Annotate(1, 1, Empty, box: [0, 0, 0, 0]).Refer(1, 1, "val", 1).Load(), "val");
        evaluator.Add(0, Empty);
        EvaluationSummary summary = evaluator.Finish().Summary;
        Assert.Equal((0.0, 0.0, 1.0), (summary.MeanIou, summary.OverallIou, summary.CoverageLow));
    }

    [Fact]
    public void A_box_counts_its_right_and_bottom_edges_for_pointIt_but_the_mask_does_not()
    {
        SampleScore score = Score(Drawing.Mask(
            "........",
            "........",
            "........",
            ".....#.."));
        Assert.True(score.PointIt);
        Assert.False(score.PointM);
    }

    [Fact]
    public void A_peak_takes_the_place_of_the_masks_first_pixel()
    {
        Assert.True(Score(Neighbour, new PixelPosition(4, 2)).PointM);
        Assert.False(Score(Target, new PixelPosition(4, 3)).PointM);
        Assert.False(Score(Target, new PixelPosition(5, 2)).PointM);
        Assert.True(Score(Target, new PixelPosition(5, 2)).PointIt);
    }

    [Fact]
    public void P_at_X_is_strict()
    {
        // 4 of 8 pixels: IoU exactly 0.5.
        EvaluationSummary summary = Report(Drawing.Mask("........", ".####...", "........", "........")).Summary;
        Assert.Equal([1, 1, 0, 0, 0, 0, 0], summary.Precision);
        Assert.Equal(0.5, summary.MeanIou);

        // Half of it covered is not under half.
        Assert.Equal(0, summary.CoverageLow);
    }

    [Fact]
    public void Spill_needs_more_than_a_fifth_of_a_single_other_object()
    {
        RunLengthMask row = Drawing.Mask("#####...", "........", "........", "........");
        using TinyDataset tiny = new();
        ReferDataset dataset = tiny
            .Annotate(1, 1, Target)
            .Annotate(2, 1, row)
            .Annotate(3, 1, Drawing.Mask("########", "########", "########", "########"), crowd: true)
            .Refer(1, 1, "val", 2)
            .Load();
        Evaluator evaluator = new(dataset, "val");
        evaluator.Add(0, Drawing.Mask("#.......", ".####...", ".####...", "........"));
        evaluator.Add(1, Drawing.Mask("##......", ".####...", ".####...", "........"));
        EvaluationReport report = evaluator.Finish();
        Assert.Equal([0.2, 0.4], report.Samples.Select(sample => sample.Spill));
        Assert.Equal(0.5, report.Summary.Spill);
    }

    [Fact]
    public void Means_go_over_sentences_sums_over_pixels_and_a_missing_prediction_counts_as_zero()
    {
        RunLengthMask large = Drawing.Rectangle(new ImageSize(40, 40), 0, 0, 40, 20);
        using TinyDataset tiny = new();
        ReferDataset dataset = tiny
            .Annotate(1, 1, Target).Annotate(2, 2, large)
            .Refer(1, 1, "val", 2).Refer(2, 2, "val", 2).Refer(1, 1, "train", 1)
            .Load();
        Evaluator evaluator = new(dataset, "val");
        evaluator.Add(3, Drawing.Rectangle(new ImageSize(40, 40), 0, 0, 40, 10));
        evaluator.Add(0, Target);
        evaluator.Add(1, Empty);
        EvaluationReport report = evaluator.Finish();
        EvaluationSummary summary = report.Summary;

        Assert.Equal((4, 2, 2, 1), (summary.Sentences, summary.Refs, summary.Images, summary.Missing));
        Assert.Equal([1, 0, 0, 0.5], report.Samples.Select(sample => sample.Iou));
        Assert.Equal([false, false, true, false], report.Samples.Select(sample => sample.Missing));
        Assert.Equal(1.5 / 4, summary.MeanIou, Tolerance);
        Assert.Equal((8.0 + 400) / (8 + 8 + 800 + 800), summary.OverallIou, Tolerance);
        Assert.Equal(0.5, summary.PointM, Tolerance);
        Assert.Equal(0.5, summary.CoverageLow, Tolerance);
        Assert.Equal(summary.MeanIou, summary.MeanIouUnion);
        Assert.Equal(summary.OverallIou, summary.OverallIouUnion);
    }

    [Fact]
    public void A_limited_evaluation_counts_only_its_own_sentences()
    {
        using TinyDataset tiny = new();
        ReferDataset dataset = tiny.Annotate(1, 1, Target).Refer(1, 1, "val", 3).Load();
        Evaluator evaluator = new(dataset, "val", [dataset.Refs[0] with { Sentences = [dataset.Refs[0].Sentences[1]] }]);
        Assert.False(evaluator.Expects(0));
        evaluator.Add(1, Target);
        Assert.Equal((1, 0, 1.0), (evaluator.Finish().Summary.Sentences, evaluator.Finish().Summary.Missing, evaluator.Finish().Summary.MeanIou));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using TinyDataset tiny = new();
        Evaluator evaluator = new(tiny.Annotate(1, 1, Target).Refer(1, 1, "val", 2).Load(), "val");
        Assert.Throws<ArgumentException>(() => evaluator.Add(7, Target));
        string message = Assert.Throws<InvalidDataException>(() => evaluator.Add(0, Drawing.Mask("##"))).Message;
        Assert.Contains("[1,2]", message, StringComparison.Ordinal);
        Assert.Contains("[4,8]", message, StringComparison.Ordinal);
        foreach (PixelPosition outside in (PixelPosition[])[new(8, 0), new(0, 4), new(-1, 0), new(0, -1)])
        {
            Assert.Contains("outside of its picture", Assert.Throws<InvalidDataException>(() => evaluator.Add(1, Target, outside)).Message, StringComparison.Ordinal);
        }

        evaluator.Add(1, Target);
        Assert.Throws<InvalidDataException>(() => evaluator.Add(1, Target));
    }

    [Fact]
    public void Polygons_filled_by_either_convention_have_their_own_truth()
    {
        ReferDataset dataset = ReferDataset.Load(TestSupport.Fixtures.PathOf("refer"), "refcoco");
        Evaluator evaluator = new(dataset, "val");
        foreach (Ref reference in dataset.InSplit("val"))
        {
            RunLengthMask truth = dataset.Annotations[reference.AnnotationId].Segmentation.ToMask(dataset.Images[reference.ImageId].Size, MaskConvention.SumIsOne);
            foreach (ReferSentence sentence in reference.Sentences)
            {
                evaluator.Add(sentence.Id, truth);
            }
        }

        Assert.Equal(1, evaluator.Finish().Summary.MeanIou);
    }

    [Fact]
    public void Twenty_thousand_sentences_may_be_added_from_several_threads()
    {
        ImageSize size = new(480, 640);
        using TinyDataset tiny = new();
        for (int image = 1; image <= 100; image++)
        {
            for (int item = 0; item < 10; item++)
            {
                int left = (item * 60) + (image % 17);
                tiny.Annotate((image * 10) + item, image, Drawing.Rectangle(size, left, 10 * item, left + 50, (10 * item) + 200));
            }

            tiny.Refer(image * 10, image, "val", 200);
        }

        Evaluator evaluator = new(tiny.Load(), "val");
        RunLengthMask prediction = Drawing.Rectangle(size, 5, 5, 300, 200);
        Parallel.For(0, 20_000, sentence => evaluator.Add(sentence, prediction));
        Assert.Equal(20_000, evaluator.Finish().Summary.Sentences);
    }

    private static SampleScore Score(RunLengthMask prediction, PixelPosition? peak = null) => Report(prediction, peak).Samples[0];

    private static EvaluationReport Report(RunLengthMask prediction, PixelPosition? peak = null)
    {
        using TinyDataset tiny = new();
        Evaluator evaluator = new(tiny.Annotate(1, 1, Target).Annotate(2, 1, Neighbour).Refer(1, 1, "val", 1).Load(), "val");
        evaluator.Add(0, prediction, peak);
        return evaluator.Finish();
    }

    /// <summary>Two pictures; what is damaged in the first is nobody's object, or that of its second ref.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public void A_damaged_annotation_costs_the_sentences_of_its_picture_and_is_named(long damaged)
    {
        using TinyDataset tiny = new();
        foreach (long annotation in (long[])[1, 2, 3])
        {
            tiny.Annotate(annotation, 1, annotation == 1 ? Target : Neighbour, damaged: annotation == damaged);
        }

        Evaluator evaluator = new(tiny.Annotate(4, 2, Target).Refer(1, 1, "val", 1).Refer(2, 1, "val", 1).Refer(4, 2, "val", 2).Load(), "val");
        foreach (long sentence in (long[])[0, 1, 2])
        {
            evaluator.Add(sentence, Target);
        }

        Assert.Contains("two predictions", Assert.Throws<InvalidDataException>(() => evaluator.Add(0, Target)).Message, StringComparison.Ordinal);
        EvaluationReport report = evaluator.Finish();
        Assert.Equal([true, true, false, true], report.Samples.Select(sample => sample.Missing));
        Assert.Equal([0, 0, 1, 0], report.Samples.Select(sample => sample.Iou));
        Assert.Equal([8, damaged == 2 ? 0 : 4, 8, 8], report.Samples.Select(sample => sample.ObjectArea));
        Assert.Equal(3, report.Summary.Missing);
        string instances = Path.Combine(tiny.Root, "refcoco", "instances.json");
        Assert.Equal($"{instances}: Annotation {damaged}: its segmentation is null; expected polygons [[x,y,...]] or a run-length mask. Sentences 0, 1 count as missing.", Assert.Single(report.Faults));
    }

    [Fact]
    public void A_ref_about_another_picture_than_its_annotation_counts_as_missing()
    {
        using TinyDataset tiny = new();
        Evaluator evaluator = new(tiny.Annotate(1, 1, Target).Annotate(2, 2, Empty).Refer(1, 2, "val", 1).Load(), "val");
        evaluator.Add(0, Target);
        EvaluationReport report = evaluator.Finish();
        Assert.True(Assert.Single(report.Samples).Missing);
        Assert.Contains("ref 10 is about image 2, its annotation 1 about 1. Sentences 0 count", Assert.Single(report.Faults), StringComparison.Ordinal);
    }
}
