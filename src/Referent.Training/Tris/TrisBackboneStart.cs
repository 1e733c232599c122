using Referent.Data.Text;
using Referent.Models;
using Referent.Models.Clip;
using Referent.Models.Tris;
using Referent.Torch.Weights;
using Referent.Training.Foundations;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>What the backbone of a stage starts from: sizes, vocabulary, and the weights where there are any.</summary>
internal sealed class TrisBackboneStart
{
    /// <summary>What the names of the backbone begin with, in either stage.</summary>
    private const string Prefix = "backbone.";

    private readonly string _weights;
    private readonly string _filePrefix;

    private TrisBackboneStart(ClipConfig config, ClipTokenizer tokenizer, string weights, string filePrefix)
    {
        Config = config;
        Tokenizer = tokenizer;
        (_weights, _filePrefix) = (weights, filePrefix);
    }

    public ClipConfig Config { get; }

    public ClipTokenizer Tokenizer { get; }

    /// <param name="source">Weights or sizes.</param>
    /// <param name="fallback">The tokenizer of a backbone that starts from nothing; needed for such a one.</param>
    /// <exception cref="TrainingException">It sees with something else than a residual network, or embeds another vocabulary.</exception>
    public static TrisBackboneStart Open(TrisBackboneSource source, ClipTokenizer? fallback)
    {
        bool isFresh = source.Sizes is not null;
        string vocabulary = source.Vocabulary.Length > 0 || isFresh
            ? source.Vocabulary
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(source.Weights))!, ClipTrainer.VocabularyName);
        if (!isFresh && !File.Exists(source.Weights))
        {
            throw new TrainingException(
                $"backbone.weights: {source.Weights} is not there; it names a CLIP with a residual network, or a stage of TRIS.");
        }

        ClipTokenizer tokenizer = vocabulary.Length > 0 ? new ClipTokenizer(BpeVocabulary.Load(vocabulary)) : fallback!;
        (ClipConfig config, string filePrefix) = isFresh
            ? (ClipTrainer.ConfigOf(source.Sizes!, tokenizer.Vocabulary.Size), string.Empty)
            : Infer(source.Weights);
        if (config.Vision is not ClipResNetConfig)
        {
            throw new TrainingException(
                "TRIS trains a CLIP with a residual network, and the backbone has a vision transformer; "
                + "give backbone.sizes the tower 'resnet', or other weights.");
        }

        return tokenizer.Vocabulary.Size == config.Text.VocabularySize
            ? new TrisBackboneStart(config, tokenizer, isFresh ? string.Empty : source.Weights, filePrefix)
            : throw new TrainingException(
                $"The vocabulary has {tokenizer.Vocabulary.Size} tokens, the backbone embeds {config.Text.VocabularySize}; "
                + "they do not belong together: name backbone.vocabulary.");
    }

    /// <summary>Replaces the fresh weights of the backbone by those of the file, if there is one.</summary>
    /// <exception cref="TrainingException">Tensors are missing.</exception>
    public void Fill(WeightStore store) => StartingWeights.Fill(store, _weights, Prefix, _filePrefix);

    /// <summary>A file holds a CLIP, or a stage of TRIS with one under <see cref="Prefix"/>.</summary>
    private static (ClipConfig Config, string FilePrefix) Infer(string weights)
    {
        using WeightFile file = FoundationWeights.Open(weights);
        IReadOnlyDictionary<string, long[]> shapes = file.Shapes();
        return shapes.ContainsKey($"{Prefix}text_projection") ? (TrisBackbone.Infer(shapes), Prefix) : (ClipConfig.Infer(shapes), string.Empty);
    }
}
