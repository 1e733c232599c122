using Referent.Data;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.Tris;
using Referent.Torch;

namespace Referent.Training.Tris;

/// <summary>
/// How well maps fit their texts in the eyes of the frozen CLIP, without ground truth: the cosine of what a map shows with its own text, less
/// the mean cosine with texts of other objects of the picture. A map that shows all, or nothing, fits neither better. Selects weights.
/// </summary>
internal sealed class MapFitness
{
    /// <summary>Name of the measure that is greatest where maps fit best.</summary>
    public const string Fit = "fit";

    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x7472_6966;

    private const int BatchSize = 16;

    private readonly MapFitnessOptions _options;
    private readonly TrisTexts _texts;
    private readonly TrisTexts _judged;
    private readonly MapJudge _judge;
    private readonly (int Ref, int Sentence, int[] Others)[] _questions;

    /// <param name="options">How many refs, how large, and how many other texts of each.</param>
    /// <param name="texts">Of the split.</param>
    /// <param name="judged">The same in the judge's vocabulary.</param>
    /// <param name="judge">Frozen.</param>
    public MapFitness(MapFitnessOptions options, TrisTexts texts, TrisTexts judged, MapJudge judge)
    {
        (_options, _texts, _judged, _judge) = (options, texts, judged, judge);
        _questions = [.. Spread.Evenly([.. Enumerable.Range(0, texts.Count)], options.Refs).Select(Ask)];
    }

    /// <summary><see cref="Fit"/>, and <c>ownCosine</c> alone.</summary>
    /// <param name="show">
    /// Of pictures [B, 3, S, S] and ids [B, L]: what each picture is seen through, [B, 1, S, S] in [0, 1].
    /// </param>
    public IReadOnlyDictionary<string, double> Measure(Func<Tensor, Tensor, Tensor> show)
    {
        using NoGrad noGrad = NoGrad.Begin();
        double own = 0, others = 0;
        foreach ((int Ref, int Sentence, int[] Others)[] batch in _questions.Chunk(BatchSize))
        {
            using TensorScope scope = TensorScope.Begin();
            Tensor images = Load(batch);
            Tensor maps = show(images, _texts.Rows([.. batch.Select(item => item.Sentence)]).ToTensor());
            Tensor shown = _judge.See(images, maps).Normalise(1);                                                                   // [B, E]
            own += Cosines(shown, [.. batch.Select(item => item.Sentence)]).Sum().Item();
            others += Cosines(shown, [.. batch.SelectMany(item => item.Others)]).Mean([1]).Sum().Item();
        }

        return new Dictionary<string, double> { [Fit] = (own - others) / _questions.Length, ["ownCosine"] = own / _questions.Length };
    }

    private (int Ref, int Sentence, int[] Others) Ask(int item)
    {
        CounterRandom random = new(_options.Seed, Purpose, item);
        int sentence = random.Pick(_texts.SentencesOf(item));
        return (item, sentence, _texts.DrawOthers(item, sentence, _options.Others, NegativeTopUp.WholeSet, random));
    }

    /// <summary>[B, K]: of each picture with its K sentences.</summary>
    private Tensor Cosines(Tensor shown, int[] sentences)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor said = _judge.Read(_judged.Rows(sentences).ToTensor()).Normalise(1).Reshape(shown.Size(0), -1, shown.Size(1));        // [B, K, E]
        return scope.Keep((said * shown.Unsqueeze(1)).Sum([2]));
    }

    private Tensor Load((int Ref, int Sentence, int[] Others)[] batch)
    {
        int side = _options.ImageSize;
        float[][] planes =
        [
            .. batch.AsParallel().AsOrdered()
                .Select(item => ImagePreprocessing.TrisSquare(ImageDecoder.ReadFile(_texts.PictureOf(item.Ref)), side).Planes),
        ];
        return Tensor.From([.. planes.SelectMany(plane => plane)], batch.Length, 3, side, side);
    }
}

/// <param name="Seed">Decides which sentence of a ref, and which others.</param>
/// <param name="ImageSize">S: side of the square that pictures are stretched to.</param>
/// <param name="Refs">How many at most, spread evenly.</param>
/// <param name="Others">Texts of other objects beside each, at least 1.</param>
internal sealed record MapFitnessOptions(long Seed, int ImageSize, int Refs, int Others);
