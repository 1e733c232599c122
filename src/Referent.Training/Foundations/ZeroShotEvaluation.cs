using Referent.Data;
using Referent.Data.ObjectCentric;
using Referent.Data.Text;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Training.Foundations;

/// <summary>
/// Zero-shot classification of object-centric pictures: the class whose name, filled into prompt templates, is nearest to the picture.
/// Source: Radford et al. 2021, section 3.1.
/// </summary>
public sealed class ZeroShotEvaluation
{
    private const int BatchSize = 64;

    private readonly ObjectCentricImage[] _pictures;
    private readonly string[] _classes;
    private readonly bool[] _named;
    private readonly ClipTokenizer _tokenizer;
    private readonly ClipTrainingConfig _config;

    private ZeroShotEvaluation(ObjectCentricImage[] pictures, string[] classes, bool[] named, ClipTokenizer tokenizer, ClipTrainingConfig config)
    {
        _pictures = pictures;
        _classes = classes;
        _named = named;
        _tokenizer = tokenizer;
        _config = config;
    }

    /// <param name="folder">Class folders of pictures.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="config">The model's sizes, the templates, and how many pictures at most, spread evenly over the sorted list.</param>
    /// <param name="words">Words of the training captions; classes with other words are unseen and reported apart.</param>
    public static ZeroShotEvaluation Prepare(string folder, ClipTokenizer tokenizer, ClipTrainingConfig config, IReadOnlySet<string> words)
    {
        IReadOnlyList<ObjectCentricImage> all = ObjectCentricFolder.Read(folder);
        string[] classes = [.. all.Select(item => item.ClassName).Distinct().Order(StringComparer.Ordinal)];
        bool[] named = [.. classes.Select(name => name.Split(' ').All(words.Contains))];
        return new ZeroShotEvaluation(Spread.Evenly(all, config.EvaluationPictures), classes, named, tokenizer, config);
    }

    /// <summary>
    /// <c>zeroShotAccuracy</c> over pictures of classes the captions name, against all those classes; <c>zeroShotUnseen</c> over the
    /// pictures of the other classes, against all classes together.
    /// </summary>
    public IReadOnlyDictionary<string, double> Measure(ClipModel clip)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor texts = Tensor.Stack([.. _classes.Select(name => ClassEmbedding(clip, name))], 0);   // [classes, E]
        int seen = 0, seenRight = 0, unseen = 0, unseenRight = 0;
        for (int start = 0; start < _pictures.Length; start += BatchSize)
        {
            using TensorScope inner = TensorScope.Begin();
            ObjectCentricImage[] batch = _pictures[start..Math.Min(start + BatchSize, _pictures.Length)];
            float[] scores = clip.EncodeImage(Load(batch)).Normalise(-1).MatMul(texts.Transpose(0, 1)).ToArray<float>();
            for (int i = 0; i < batch.Length; i++)
            {
                int truth = Array.IndexOf(_classes, batch[i].ClassName);
                bool isNamed = _named[truth];
                bool right = Best(scores.AsSpan(i * _classes.Length, _classes.Length), onlyNamed: isNamed) == truth;
                (seen, seenRight) = isNamed ? (seen + 1, seenRight + (right ? 1 : 0)) : (seen, seenRight);
                (unseen, unseenRight) = isNamed ? (unseen, unseenRight) : (unseen + 1, unseenRight + (right ? 1 : 0));
            }
        }

        Dictionary<string, double> measures = new() { ["zeroShotAccuracy"] = (double)seenRight / Math.Max(1, seen) };
        if (unseen > 0)
        {
            measures["zeroShotUnseen"] = (double)unseenRight / unseen;
        }

        return measures;
    }

    private int Best(ReadOnlySpan<float> scores, bool onlyNamed)
    {
        int best = -1;
        for (int i = 0; i < scores.Length; i++)
        {
            if ((!onlyNamed || _named[i]) && (best < 0 || scores[i] > scores[best]))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>[E], unit length: the mean of the unit embeddings of all filled templates.</summary>
    private Tensor ClassEmbedding(ClipModel clip, string name)
    {
        using TensorScope scope = TensorScope.Begin();
        int length = _config.Model.ContextLength;
        IEnumerable<int> ids = PromptTemplates.Fill(name, _config.Templates).SelectMany(text => _tokenizer.Tokenize(text, length).Ids);
        long[] tokens = [.. ids.Select(id => (long)id)];
        Tensor each = clip.EncodeText(Tensor.From(tokens, tokens.Length / length, length)).Normalise(-1);
        return scope.Keep(each.Mean([0]).Normalise(-1));
    }

    private Tensor Load(ObjectCentricImage[] batch)
    {
        float[][] planes =
        [
            .. batch.AsParallel().AsOrdered()
                .Select(item => ImagePreprocessing.ClipSquare(ImageDecoder.ReadFile(item.Path), _config.Model.ImageSize).Planes),
        ];
        return Tensor.From([.. planes.SelectMany(plane => plane)], batch.Length, 3, _config.Model.ImageSize, _config.Model.ImageSize);
    }
}
