using Referent.Data.Refer;
using Referent.Evaluation;
using Referent.Imaging.Responses;

namespace Referent.Cli.Evaluating;

/// <summary>The refs of one picture.</summary>
internal sealed record PictureRefs(ReferImage Picture, IReadOnlyList<Ref> Refs);

/// <summary>What is to be evaluated, picture by picture, and what an earlier run has done of it.</summary>
internal sealed class EvaluationTask
{
    private readonly HashSet<long> _done = [];
    private readonly string _split;
    private readonly IReadOnlyList<PictureRefs> _pictures;

    /// <param name="dataset">With its ground truth.</param>
    /// <param name="split">The split's name.</param>
    /// <param name="limit">Pictures at most, the first of the split; null for all.</param>
    /// <exception cref="ArgumentException">No such split.</exception>
    public EvaluationTask(ReferDataset dataset, string split, int? limit)
    {
        (Dataset, _split) = (dataset, split);
        IReadOnlyList<Ref> all = dataset.InSplit(split);
        ILookup<long, Ref> byImage = all.ToLookup(reference => reference.ImageId);
        _pictures = [.. byImage.Take(limit ?? byImage.Count).Select(group => new PictureRefs(dataset.Images[group.Key], [.. group]))];
        HashSet<long> taken = [.. _pictures.Select(item => item.Picture.Id)];
        Evaluator = new Evaluator(dataset, split, [.. all.Where(reference => taken.Contains(reference.ImageId))]);
    }

    public ReferDataset Dataset { get; }

    public Evaluator Evaluator { get; }

    /// <summary>Pictures with sentences that have no prediction yet.</summary>
    public IReadOnlyList<PictureRefs> Open => [.. _pictures.Where(item => item.Refs.Any(reference => reference.Sentences.Any(IsOpen)))];

    public bool IsOpen(ReferSentence sentence) => !_done.Contains(sentence.Id);

    /// <summary>What predictions of this task are made from.</summary>
    public PredictionOrigin OriginOf(Segmenter segmenter) =>
        PredictionOrigin.Of(Dataset, _split, segmenter.Variant, segmenter.Preset.Name, segmenter.Preset.Fingerprint());

    /// <summary>Takes over the predictions of an earlier run; of a last line that was not finished, nothing is kept.</summary>
    /// <param name="path">Where they are.</param>
    /// <param name="origin">What they must be made from.</param>
    /// <exception cref="InvalidDataException">The file is damaged or from another evaluation.</exception>
    public void Resume(string path, PredictionOrigin origin)
    {
        origin.CheckBeside(path);
        PredictionFile.DropUnfinishedLine(path);
        foreach (Prediction prediction in PredictionFile.Read(path))
        {
            if (!Evaluator.Expects(prediction.SentenceId))
            {
                throw new InvalidDataException(
                    $"{prediction.Place}: sentence {prediction.SentenceId} is not to be evaluated here; "
                    + "resume with the --limit of the run that wrote the file, or a higher one.");
            }

            Evaluator.Add(prediction, ResponseRules.Tris);
            _done.Add(prediction.SentenceId);
        }
    }

    /// <summary>Makes way for predictions from the first sentence on.</summary>
    /// <param name="path">Where they will be; what is there goes before its origin is replaced, so that a stop in between leaves no mixture.</param>
    /// <param name="origin">What they will be made from.</param>
    public static void Begin(string path, PredictionOrigin origin)
    {
        File.Delete(path);
        origin.WriteBeside(path);
    }
}
