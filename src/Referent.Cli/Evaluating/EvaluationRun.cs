using Referent.Data;
using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Training.Loop;

namespace Referent.Cli.Evaluating;

/// <summary>Segments every open sentence of a task and scores it. What fails is reported, counts as missing, and the rest is done.</summary>
/// <param name="segmenter">Borrowed.</param>
/// <param name="task">What to do.</param>
/// <param name="predictions">Gets a line per sentence as soon as its picture is done; null where nobody keeps them. Borrowed.</param>
internal sealed class EvaluationRun(Segmenter segmenter, EvaluationTask task, TextWriter? predictions)
{
    private readonly SentenceQuestions _questions = new(segmenter, task.Dataset);
    private int _done;
    private int _failed;
    private int _truncated;

    /// <param name="workers">Pictures decoded ahead, at least 1; the only ones in memory.</param>
    /// <param name="progress">Told after every picture.</param>
    /// <param name="stop">Ends between two sentences.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; the lines of the pictures before are written.</exception>
    public int Run(int workers, IProgress<(int Done, int Total)> progress, CancellationToken stop)
    {
        IReadOnlyList<PictureRefs> pictures = task.Open;
        using Prefetcher<RgbImage> decoded = new(index => SentenceQuestions.Decode(pictures[(int)index].Picture), 0, pictures.Count, workers);
        for (int i = 0; i < pictures.Count; i++)
        {
            RunPicture(pictures[i], decoded, stop);
            predictions?.Flush();
            progress.Report((i + 1, pictures.Count));
        }

        if (_truncated > 0)
        {
            Console.Error.WriteLine($"{Counted.Of(_truncated, "sentence")} longer than the text encoder takes: what is behind that was not heard.");
        }

        return _failed == 0 ? ExitCode.Done : _done > 0 ? ExitCode.Partial : ExitCode.Failed;
    }

    private void RunPicture(PictureRefs picture, Prefetcher<RgbImage> decoded, CancellationToken stop)
    {
        (Ref Reference, ReferSentence Sentence)[] open =
            [.. from reference in picture.Refs from sentence in reference.Sentences where task.IsOpen(sentence) select (reference, sentence)];
        EmbeddedImage image;
        try
        {
            image = segmenter.Embed(decoded.Take());
        }
        catch (Exception fault) when (InputFault.Is(fault))
        {
            _failed += open.Length;
            string sentences = string.Join(", ", open.Select(item => item.Sentence.Id));
            Console.Error.WriteLine(
                $"{picture.Picture.FileName}: {InputFault.Describe(fault, picture.Picture.Path)} Sentences {sentences} count as missing.");
            return;
        }

        using (image)
        {
            foreach ((Ref reference, ReferSentence sentence) in open)
            {
                stop.ThrowIfCancellationRequested();
                if (TryPredict(image, reference, sentence) is var (mask, peak))
                {
                    _done++;
                    task.Evaluator.Add(sentence.Id, mask, peak);
                    predictions?.WriteLine(PredictionFile.Format(sentence.Id, mask, peak));
                }
            }
        }
    }

    private (RunLengthMask Mask, PixelPosition? Peak)? TryPredict(EmbeddedImage image, Ref reference, ReferSentence sentence)
    {
        try
        {
            (RunLengthMask mask, Segmentation? found) = _questions.Ask(image, reference, sentence);
            _truncated += found is { Truncated: true } ? 1 : 0;
            return (mask, found?.Peak is { } peak ? image.Size.PixelAt(peak) : null);
        }
        catch (Exception fault) when (InputFault.Is(fault))
        {
            _failed++;
            Console.Error.WriteLine($"Sentence {sentence.Id} counts as missing: {InputFault.Describe(fault, string.Empty)}");
            return null;
        }
    }
}
