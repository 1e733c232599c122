using System.Text.Json;
using Referent.Data.Refer;
using Referent.Evaluation.Reports;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Responses;
using Referent.TestSupport;

namespace Referent.Evaluation.Tests.Recomputation;

/// <summary>
/// The numbers of a report once more, from stored predictions, by code that shares nothing with it. The COCO tools have filled the ground truth's
/// unions; where several polygons must lie alone, each is filled by Referent's rasteriser, whose own tests compare it with those tools.
/// </summary>
public sealed class RecomputationTests : IDisposable
{
    /// <summary>Sums of the same numbers in another order differ by less.</summary>
    private const double Tolerance = 1e-9;

    private static readonly JsonElement Expected = Json(File.ReadAllText(Fixtures.PathOf("refer/expected.json")));
    private static readonly JsonElement Annotations = Json(File.ReadAllText(Fixtures.PathOf("refer/refcoco/instances.json"))).GetProperty("annotations");
    private static readonly Dictionary<long, PixelMask> Unions = Expected.GetProperty("masks").EnumerateArray().ToDictionary(mask => mask.GetProperty("ann_id").GetInt64(), PixelMask.Read);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train", MaskConvention.SumIsOne)]
    [InlineData("train", MaskConvention.Union)]
    [InlineData("val", MaskConvention.SumIsOne)]
    [InlineData("testA", MaskConvention.SumIsOne)]
    [InlineData("testB", MaskConvention.SumIsOne)]
    [InlineData("testB", MaskConvention.Union)]
    public void All_metrics_agree(string split, MaskConvention convention)
    {
        ReferDataset dataset = ReferDataset.Load(Fixtures.PathOf("refer"), "refcoco");
        IReadOnlyDictionary<long, PixelMask> masks = convention == MaskConvention.Union ? Unions : dataset.Annotations.Values.ToDictionary(annotation => annotation.Id, annotation => Alone(dataset, annotation));
        Random random = new(7);
        for (int round = 0; round < 4; round++)
        {
            string path = _folder.PathOf($"{round}.jsonl");
            File.WriteAllLines(path, dataset.InSplit(split).SelectMany(reference => reference.Sentences.Select(sentence => Predict(dataset, reference, sentence, random))).OfType<string>());
            Evaluator evaluator = new(dataset, split, convention: convention);
            foreach (Prediction prediction in PredictionFile.Read(path))
            {
                evaluator.Add(prediction, ResponseRules.Tris);
            }

            using MemoryStream written = new();
            ReportJson.Write(written, evaluator.Finish());
            JsonElement summary = JsonSerializer.Deserialize<JsonElement>(written.ToArray()).GetProperty("summary");
            foreach ((string name, double value) in PixelMetrics.Compute(Expected.GetProperty("refs"), Annotations, masks, split, File.ReadLines(path)))
            {
                Assert.True(Math.Abs(value - summary.GetProperty(name).GetDouble()) <= Tolerance, $"{name} of round {round}: {value} and {summary.GetProperty(name)}");
            }

            Dictionary<string, double> unions = PixelMetrics.Compute(Expected.GetProperty("refs"), Annotations, Unions, split, File.ReadLines(path));
            Assert.All((string[])["mIoU", "oIoU"], name => Assert.Equal(unions[name], summary.GetProperty("union").GetProperty(name).GetDouble(), Tolerance));
        }
    }

    /// <summary>An object where exactly one of its polygons lies.</summary>
    private static PixelMask Alone(ReferDataset dataset, ReferAnnotation annotation)
    {
        ImageSize size = dataset.Images[annotation.ImageId].Size;
        return annotation.Segmentation.Kind == SegmentationKind.RunLength ? Unions[annotation.Id] : PixelMask.ExactlyOne(
            [.. annotation.Segmentation.Polygons().Select(polygon => PixelMask.Read(Json(PredictionFile.Format(0, PolygonRasteriser.Rasterise(size, [.. polygon]))).GetProperty("mask")))]);
    }

    /// <summary>Right, another object's, moved, torn by noise, ragged, empty, full; one in ten missing, half with a peak.</summary>
    private static string? Predict(ReferDataset dataset, Ref reference, ReferSentence sentence, Random random)
    {
        ImageSize size = dataset.Images[reference.ImageId].Size;
        ReferAnnotation[] objects = [.. dataset.AnnotationsOf(reference.ImageId)];
        BinaryMask truth = MaskOf(dataset.Annotations[reference.AnnotationId]), other = MaskOf(objects[random.Next(objects.Length)]);
        BinaryMask noise = Drawing.Noise(random, size, 0.1);
        (int dx, int dy) = (random.Next(-15, 16), random.Next(-15, 16));
        BinaryMask? mask = random.Next(10) switch
        {
            0 => null,
            1 => new BinaryMask(size),
            2 => Drawing.Noise(random, size, 1),
            3 => truth,
            4 => other,
            5 => Combine((x, y) => truth[y, x] != noise[y, x]),
            6 => Combine((x, y) => truth[y, x] && !noise[y, x]),
            7 => Combine((x, y) => truth[y, x] || other[y, x]),
            _ => Combine((x, y) => x + dx >= 0 && y + dy >= 0 && x + dx < size.Width && y + dy < size.Height && truth[y + dy, x + dx]),
        };
        PixelPosition? peak = random.Next(2) == 0 ? null : new PixelPosition(random.Next(size.Width), random.Next(size.Height));
        return mask is null ? null : PredictionFile.Format(sentence.Id, RunLengthMask.FromMask(mask), peak);

        BinaryMask MaskOf(ReferAnnotation annotation) => annotation.Segmentation.ToMask(size, MaskConvention.SumIsOne).ToMask();

        BinaryMask Combine(Func<int, int, bool> holds) =>
            new(size, [.. Enumerable.Range(0, (int)size.PixelCount).Select(at => (byte)(holds(at % size.Width, at / size.Width) ? 1 : 0))]);
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
