using System.Text.Json;

namespace Referent.Evaluation.Tests.Recomputation;

/// <summary>All metrics of a split from its files and a file of predictions, pixel by pixel: nothing of Referent is used.</summary>
internal static class PixelMetrics
{
    private static readonly double[] Thresholds = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    private sealed record Sample(long Ref, long Image, bool Missing, double Intersection, double Union, bool PointM, bool PointIt, bool AccBox, double BoxIou, double Coverage, double Spill)
    {
        public double Iou => Union > 0 ? Intersection / Union : 0;
    }

    /// <param name="refs">As <c>refs(*.p)</c> holds them.</param>
    /// <param name="annotations">Of <c>instances.json</c>.</param>
    /// <param name="masks">Ground truth by annotation id.</param>
    /// <param name="split">Taken literally.</param>
    /// <param name="predictions">JSON lines.</param>
    /// <returns>By the names of the summary JSON.</returns>
    public static Dictionary<string, double> Compute(JsonElement refs, JsonElement annotations, IReadOnlyDictionary<long, PixelMask> masks, string split, IEnumerable<string> predictions)
    {
        Dictionary<long, JsonElement> lines = predictions.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToDictionary(line => line.GetProperty("sent_id").GetInt64());
        Sample[] samples =
        [
            .. from reference in refs.EnumerateArray()
               where reference.GetProperty("split").GetString() == split
               from sentence in reference.GetProperty("sentences").EnumerateArray()
               select Score(reference, lines.TryGetValue(sentence.GetProperty("sent_id").GetInt64(), out JsonElement line) ? line : null, annotations, masks),
        ];
        Dictionary<string, double> metrics = new()
        {
            ["mIoU"] = samples.Average(sample => sample.Iou),
            ["oIoU"] = samples.Sum(sample => sample.Intersection) / samples.Sum(sample => sample.Union),
            ["pointM"] = Share(sample => sample.PointM),
            ["pointIt"] = Share(sample => sample.PointIt),
            ["accBox"] = Share(sample => sample.AccBox),
            ["boxMIoU"] = samples.Average(sample => sample.BoxIou),
            ["coverageLow"] = Share(sample => sample.Coverage < 0.5),
            ["spill"] = Share(sample => sample.Spill > 0.2),
            ["sentences"] = samples.Length,
            ["refs"] = samples.Select(sample => sample.Ref).Distinct().Count(),
            ["images"] = samples.Select(sample => sample.Image).Distinct().Count(),
            ["missing"] = samples.Count(sample => sample.Missing),
        };
        foreach (double threshold in Thresholds)
        {
            metrics[FormattableString.Invariant($"P@{threshold:0.0}")] = Share(sample => sample.Iou > threshold);
        }

        return metrics;

        double Share(Func<Sample, bool> holds) => samples.Count(holds) / (double)samples.Length;
    }

    private static Sample Score(JsonElement reference, JsonElement? line, JsonElement annotations, IReadOnlyDictionary<long, PixelMask> masks)
    {
        long target = reference.GetProperty("ann_id").GetInt64(), image = reference.GetProperty("image_id").GetInt64(), id = reference.GetProperty("ref_id").GetInt64();
        PixelMask truth = masks[target];
        if (line is not { } prediction)
        {
            return new Sample(id, image, true, 0, truth.Area, false, false, false, 0, 0, 0);
        }

        PixelMask mask = PixelMask.Read(prediction.GetProperty("mask"));
        (int X, int Y) peak = prediction.TryGetProperty("peak", out JsonElement at) ? (at[0].GetInt32(), at[1].GetInt32()) : mask.Pixels().FirstOrDefault();
        double[] box = TruthBox(annotations, target);
        List<double[]> boxes = PixelBoxes.Of(mask);
        double shared = mask.Count((x, y) => truth[x, y]);
        double[] others =
        [
            .. from annotation in annotations.EnumerateArray()
               let other = annotation.GetProperty("id").GetInt64()
               where annotation.GetProperty("image_id").GetInt64() == image && other != target && annotation.GetProperty("iscrowd").GetInt32() == 0
               select Covered(masks[other], mask),
        ];
        return new Sample(
            id,
            image,
            false,
            shared,
            mask.Area + truth.Area - shared,
            truth[peak.X, peak.Y],
            Covers(box, peak),
            boxes.Exists(candidate => Overlap(candidate, box) > 0.5),
            Overlap(boxes.FindLast(candidate => Covers(candidate, peak)) ?? boxes[0], box),
            Covered(truth, mask),
            others.DefaultIfEmpty().Max());
    }

    /// <summary>COCO's box with each number cut to an integer, as left, top, right, bottom.</summary>
    private static double[] TruthBox(JsonElement annotations, long id)
    {
        int[] box = [.. annotations.EnumerateArray().First(annotation => annotation.GetProperty("id").GetInt64() == id).GetProperty("bbox").EnumerateArray().Select(number => (int)number.GetDouble())];
        return [box[0], box[1], box[0] + box[2], box[1] + box[3]];
    }

    private static double Covered(PixelMask truth, PixelMask mask) => truth.Area == 0 ? 0 : truth.Count((x, y) => mask[x, y]) / (double)truth.Area;

    private static bool Covers(double[] box, (int X, int Y) at) => box[0] <= at.X && at.X <= box[2] && box[1] <= at.Y && at.Y <= box[3];

    private static double Overlap(double[] a, double[] b)
    {
        double shared = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0])) * Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        double union = ((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - shared;
        return union > 0 ? shared / union : 0;
    }
}
