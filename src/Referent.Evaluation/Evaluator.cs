using Referent.Data;
using Referent.Data.Refer;
using Referent.Evaluation.Breakdowns;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Responses;

namespace Referent.Evaluation;

/// <summary>
/// Takes predictions one by one, from any thread and in any order, and makes the report: <c>Add</c> for each sentence, then <c>Finish</c>.
/// </summary>
public sealed class Evaluator
{
    private readonly ReferDataset _dataset;
    private readonly string _split;
    private readonly MaskConvention _convention;
    private readonly TruthCache _truth;
    private readonly List<(Ref Reference, ReferSentence Sentence)> _expected = [];
    private readonly Dictionary<long, int> _indexOf = [];
    private readonly SampleScore?[] _scores;

    /// <param name="dataset">With its ground truth.</param>
    /// <param name="split">The split's name, by the rules of <see cref="ReferSplit"/>.</param>
    /// <param name="refs">Null: all of the split; else those of it to evaluate, possibly with fewer sentences.</param>
    /// <param name="convention">What the headline is computed with; published numbers use the default.</param>
    /// <exception cref="ArgumentException">No such split.</exception>
    /// <exception cref="InvalidDataException">Two sentences have one id.</exception>
    public Evaluator(ReferDataset dataset, string split, IReadOnlyList<Ref>? refs = null, MaskConvention convention = MaskConvention.SumIsOne)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        _dataset = dataset;
        _split = split;
        _convention = convention;
        _truth = new TruthCache(dataset, convention);
        foreach (Ref reference in refs ?? dataset.InSplit(split))
        {
            foreach (ReferSentence sentence in reference.Sentences)
            {
                if (!_indexOf.TryAdd(sentence.Id, _expected.Count))
                {
                    throw new InvalidDataException($"{dataset.Files.RefsPath}: two sentences have the id {sentence.Id}.");
                }

                _expected.Add((reference, sentence));
            }
        }

        _scores = new SampleScore?[_expected.Count];
    }

    /// <summary>Whether a sentence is one of those to evaluate.</summary>
    public bool Expects(long sentenceId) => _indexOf.ContainsKey(sentenceId);

    /// <summary>Scores one prediction.</summary>
    /// <param name="prediction">Of a sentence that <see cref="Expects"/> knows.</param>
    /// <param name="rules">How a map becomes a mask; a mask does not need them.</param>
    /// <inheritdoc cref="Add(long, RunLengthMask, PixelPosition?)" path="/exception"/>
    public void Add(Prediction prediction, ResponseRules rules)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        (RunLengthMask mask, PixelPosition? peak) = prediction.At(_dataset.Images[Find(prediction.SentenceId).Reference.ImageId].Size, rules);
        try
        {
            Add(prediction.SentenceId, mask, peak);
        }
        catch (InvalidDataException fault) when (prediction.Place is { } place)
        {
            throw new InvalidDataException($"{place}: {fault.Message}");
        }
    }

    /// <summary>
    /// Scores one prediction; where an annotation that this needs is damaged, it counts as missing and <see cref="Finish"/> says why.
    /// </summary>
    /// <param name="sentenceId">One that <see cref="Expects"/> knows.</param>
    /// <param name="prediction">The mask, of the picture's own size.</param>
    /// <param name="peak">The pixel with the method's highest score, for pointM and pointIt; null where the method gives a mask alone.</param>
    /// <exception cref="ArgumentException">A sentence that is not to be evaluated.</exception>
    /// <exception cref="InvalidDataException">
    /// A mask of another size than the picture, a peak outside of it, or a second prediction for a sentence.
    /// </exception>
    public void Add(long sentenceId, RunLengthMask prediction, PixelPosition? peak = null)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        (int index, Ref reference, ReferSentence sentence) = Find(sentenceId);
        ImageSize size = _dataset.Images[reference.ImageId].Size;
        if (prediction.Size != size)
        {
            throw new InvalidDataException(
                $"The mask of sentence {sentenceId} has the size {RunLengthJson.Describe(prediction.Size)}, "
                + $"its picture {RunLengthJson.Describe(size)} (height, width). Predict at the picture's own size.");
        }

        if (peak is { } at && !(at.X >= 0 && at.X < size.Width && at.Y >= 0 && at.Y < size.Height))
        {
            throw new InvalidDataException(
                $"The peak of sentence {sentenceId} is [{at.X},{at.Y}] (x, y), outside of its picture of {size} (width x height).");
        }

        RefTruth truth = _truth.Of(reference);
        SampleScore score = truth is { Target: { } target, Fault: null }
            ? SampleScorer.Score(reference, sentence, CategoryOf(reference), prediction, peak, target, truth.InImage)
            : SampleScorer.Missing(reference, sentence, CategoryOf(reference), truth.Target);
        if (Interlocked.CompareExchange(ref _scores[index], score, null) is not null)
        {
            throw new InvalidDataException($"Sentence {sentenceId} has two predictions.");
        }
    }

    /// <summary>The report over all sentences expected; those without a prediction count as 0 in every metric.</summary>
    public EvaluationReport Finish()
    {
        SampleScore[] samples = new SampleScore[_expected.Count];
        List<(string Fault, long SentenceId)> faults = [];
        foreach ((int index, (Ref reference, ReferSentence sentence)) in _expected.Index())
        {
            if (_scores[index] is { Missing: false } score)
            {
                samples[index] = score;
                continue;
            }

            RefTruth truth = _truth.Of(reference);
            samples[index] = SampleScorer.Missing(reference, sentence, CategoryOf(reference), truth.Target);
            if (truth.Fault is { } fault)
            {
                faults.Add((fault, sentence.Id));
            }
        }

        return new EvaluationReport
        {
            Dataset = _dataset.Files.Dataset,
            SplitBy = _dataset.Files.SplitBy,
            Split = _split,
            Masks = _convention,
            Summary = EvaluationSummary.Of(samples),
            Breakdowns = Breakdown.Of(samples),
            Samples = samples,
            Faults =
            [
                .. from item in faults
                   group item.SentenceId by item.Fault into sentences
                   select $"{sentences.Key} Sentences {string.Join(", ", sentences)} count as missing.",
            ],
        };
    }

    private (int Index, Ref Reference, ReferSentence Sentence) Find(long sentenceId) => _indexOf.TryGetValue(sentenceId, out int index)
        ? (index, _expected[index].Reference, _expected[index].Sentence)
        : throw new ArgumentException($"No sentence {sentenceId} in split {_split}.", nameof(sentenceId));

    private string? CategoryOf(Ref reference) => _dataset.Categories.GetValueOrDefault(reference.CategoryId);
}
