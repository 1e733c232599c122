using Referent.Data.Refer;
using Referent.Imaging.Masks;

namespace Referent.Evaluation;

/// <summary>
/// How good the pseudo-masks of sentences are, against the truth, which training does not read. PPT chooses among several candidates: the mean of
/// them is what a random choice gives, the best one what the right choice gives.
/// </summary>
/// <param name="Alone">Sentences with one candidate.</param>
/// <param name="AloneIou">Their mean IoU with what the sentence refers to, 0 to 1; 0 without any.</param>
/// <param name="Several">Sentences with several candidates.</param>
/// <param name="MeanIou">Mean over them of the mean of their candidates' IoUs; 0 without any.</param>
/// <param name="BestIou">Mean over them of the greatest; 0 without any.</param>
public sealed record SentenceLabelQuality(int Alone, double AloneIou, int Several, double MeanIou, double BestIou)
{
    /// <param name="dataset">What the sentences are of.</param>
    /// <param name="labels">Each sentence, the ref it is about, and its candidates; a sentence without any counts for nothing.</param>
    /// <exception cref="InvalidDataException">
    /// A label is of a ref or sentence that the data set does not have, or an annotation is damaged.
    /// </exception>
    public static SentenceLabelQuality Measure(
        ReferDataset dataset, IEnumerable<(long Ref, string Text, IReadOnlyList<RunLengthMask> Candidates)> labels)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(labels);
        var refs = dataset.Refs.ToDictionary(item => item.Id);
        Dictionary<long, RunLengthMask> truths = [];
        List<double> alone = [], mean = [], best = [];
        foreach ((long id, string text, IReadOnlyList<RunLengthMask> candidates) in labels)
        {
            if (refs.GetValueOrDefault(id) is not { } asked || asked.Sentences.All(sentence => sentence.Text != text))
            {
                throw new InvalidDataException($"The data set has no ref {id} that is called '{text}', as a label has: the labels are of another.");
            }

            if (!truths.TryGetValue(id, out RunLengthMask? truth))
            {
                truths[id] = truth = dataset.MaskOf(dataset.Annotations[asked.AnnotationId], MaskConvention.Union);
            }

            double[] ious = [.. candidates.Select(candidate => MaskAlgebra.IntersectionOverUnion(candidate, truth))];
            if (ious is [double only])
            {
                alone.Add(only);
            }
            else if (ious.Length > 1)
            {
                mean.Add(ious.Average());
                best.Add(ious.Max());
            }
        }

        return new SentenceLabelQuality(alone.Count, Average(alone), best.Count, Average(mean), Average(best));

        static double Average(List<double> ious) => ious.DefaultIfEmpty(0).Average();
    }
}
