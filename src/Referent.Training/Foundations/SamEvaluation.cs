using Referent.Data;
using Referent.Data.MaskCorpus;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Preprocessing;
using Referent.Models.Sam;
using Referent.Torch;

namespace Referent.Training.Foundations;

/// <summary>Mean IoU, at the picture's size, of SAM's single mask from 8 points: 5 inside, 3 in the box outside.</summary>
internal sealed class SamEvaluation(IReadOnlyList<MaskedImage> pictures)
{
    /// <summary>Tells this stream of random numbers from others.</summary>
    private const long Purpose = 0x7361_6D65;

    /// <summary><c>wholeIou</c>, <c>partIou</c>, <c>groupIou</c>: over the masks of each level.</summary>
    public IReadOnlyDictionary<string, double> Measure(SamModel sam)
    {
        using NoGrad noGrad = NoGrad.Begin();
        Dictionary<MaskLevel, List<double>> ious = [];
        for (int i = 0; i < pictures.Count; i++)
        {
            using TensorScope scope = TensorScope.Begin();
            EncoderImage image = ImagePreprocessing.SamLongestSide(ImageDecoder.ReadFile(pictures[i].ImagePath), sam.Config.ImageSize);
            Tensor embedding = sam.ImageEncoder.Forward(Tensor.From(image.Planes, 1, 3, sam.Config.ImageSize, sam.Config.ImageSize));
            for (int k = 0; k < pictures[i].Masks.Count; k++)
            {
                LevelledMask truth = pictures[i].Masks[k];
                PointPromptSampler sampler = new(truth.Mask.ToMask());
                IReadOnlyList<LabelledPoint> points = sampler.Draw(inside: 5, outside: 3, new CounterRandom(Purpose, i, k));
                RunLengthMask predicted = Predict(sam, embedding, image, points);
                if (!ious.TryGetValue(truth.Level, out List<double>? list))
                {
                    ious[truth.Level] = list = [];
                }

                list.Add(MaskAlgebra.IntersectionOverUnion(predicted, truth.Mask));
            }
        }

        return ious.OrderBy(pair => pair.Key).ToDictionary(pair => $"{pair.Key.ToString().ToLowerInvariant()}Iou", pair => pair.Value.Average());
    }

    private static RunLengthMask Predict(SamModel sam, Tensor embedding, EncoderImage image, IReadOnlyList<LabelledPoint> points)
    {
        using TensorScope scope = TensorScope.Begin();
        float[] coordinates = [.. points.SelectMany(point =>
        {
            EncoderPoint at = image.Plan.ToEncoder(point.Position);
            return new[] { (float)at.X, (float)at.Y };
        })];
        long[] labels = [.. points.Select(point => point.Positive ? SamPrompts.PositiveLabel : SamPrompts.NegativeLabel)];
        SamPrompts prompts = new() { Points = Tensor.From(coordinates, 1, points.Count, 2), Labels = Tensor.From(labels, 1, points.Count) };
        SamMasks masks = sam.Decode(embedding, prompts, multimask: false);
        Tensor full = SamPostprocessor.ToOriginal(masks.Logits, image.Plan);
        return RunLengthMask.FromMask(SamPostprocessor.Threshold(full.Select(0, 0).Select(0, 0)));
    }
}
