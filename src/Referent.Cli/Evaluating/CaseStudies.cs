using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Evaluation.Reports;
using Referent.Imaging;
using Referent.Imaging.Masks;

namespace Referent.Cli.Evaluating;

/// <summary>
/// Makes the cases of a report. Each sentence is asked once more: masks and points of a whole split need not be kept for a handful, and a
/// run that was resumed has them too.
/// </summary>
/// <param name="segmenter">The one that was evaluated; borrowed.</param>
/// <param name="task">What was evaluated.</param>
internal sealed class CaseStudies(Segmenter segmenter, EvaluationTask task)
{
    private readonly SentenceQuestions _questions = new(segmenter, task.Dataset);

    /// <summary>A sentence whose picture cannot be read any more is named on stderr and left out.</summary>
    /// <exception cref="OperationCanceledException">It was stopped between two sentences.</exception>
    public IReadOnlyList<CaseGroup> Make(IReadOnlyList<SampleScore> samples, CancellationToken stop)
    {
        Dictionary<long, Ref> refs = task.Dataset.Refs.ToDictionary(reference => reference.Id);
        List<CaseGroup> groups = [];
        foreach ((string name, IReadOnlyList<SampleScore> chosen) in CaseSelection.Of(samples))
        {
            CaseStudy[] cases = [.. chosen.Select(sample => TryMake(sample, refs[sample.RefId], stop)).OfType<CaseStudy>()];
            if (cases.Length > 0)
            {
                groups.Add(new CaseGroup(name, cases));
            }
        }

        return groups;
    }

    private CaseStudy? TryMake(SampleScore sample, Ref reference, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        try
        {
            return Make(sample, reference);
        }
        catch (Exception fault) when (InputFault.Is(fault))
        {
            string path = task.Dataset.Images[reference.ImageId].Path;
            Console.Error.WriteLine(
                $"The report shows no sentence {sample.SentenceId}: {Path.GetFileName(path)}: {InputFault.Describe(fault, path)}");
            return null;
        }
    }

    private CaseStudy Make(SampleScore sample, Ref reference)
    {
        ReferDataset dataset = task.Dataset;
        RgbImage picture = SentenceQuestions.Decode(dataset.Images[reference.ImageId]);
        using EmbeddedImage image = segmenter.Embed(picture);
        ReferSentence asked = reference.Sentences.First(sentence => sentence.Id == sample.SentenceId);
        (RunLengthMask mask, Segmentation? found) = _questions.Ask(image, reference, asked);
        RunLengthMask truth = dataset.MaskOf(dataset.Annotations[reference.AnnotationId], MaskConvention.SumIsOne);
        CaseQuery[] queries =
        [
            .. (found?.Candidates ?? []).Select(candidate =>
                new CaseQuery(candidate.Score, [.. candidate.Points.Select(point => point.Point)])),
        ];
        return new CaseStudy(sample, picture, truth, mask, queries);
    }
}
