using Referent.Data.Text;
using Referent.Models;
using Referent.Models.Clip;
using Referent.Torch.Weights;
using Referent.Training.Foundations;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>What the backbone of a stage starts from: sizes, vocabulary, and the weights where there are any.</summary>
internal sealed class TrisBackboneStart
{
    private const string Prefix = "backbone.";

    private readonly string _weights;

    private TrisBackboneStart(ClipConfig config, ClipTokenizer tokenizer, string weights)
    {
        Config = config;
        Tokenizer = tokenizer;
        _weights = weights;
    }

    public ClipConfig Config { get; }

    public ClipTokenizer Tokenizer { get; }

    /// <param name="source">Weights or sizes.</param>
    /// <param name="fallback">The tokenizer of a backbone that starts from nothing.</param>
    /// <exception cref="TrainingException">It sees with something else than a residual network, or embeds another vocabulary.</exception>
    public static TrisBackboneStart Open(TrisBackboneSource source, ClipTokenizer fallback)
    {
        bool isFresh = source.Sizes is not null;
        string vocabulary = source.Vocabulary.Length > 0 || isFresh
            ? source.Vocabulary
            : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(source.Weights))!, ClipTrainer.VocabularyName);
        ClipTokenizer tokenizer = vocabulary.Length > 0 ? new ClipTokenizer(BpeVocabulary.Load(vocabulary)) : fallback;
        ClipConfig config = isFresh ? ClipTrainer.ConfigOf(source.Sizes!, tokenizer.Vocabulary.Size) : Infer(source.Weights);
        if (config.Vision is not ClipResNetConfig)
        {
            throw new TrainingException("TRIS trains a CLIP with a residual network, and the backbone has a vision transformer; give backbone.sizes the tower 'resnet', or other weights.");
        }

        return tokenizer.Vocabulary.Size == config.Text.VocabularySize
            ? new TrisBackboneStart(config, tokenizer, isFresh ? string.Empty : source.Weights)
            : throw new TrainingException(
                $"The vocabulary has {tokenizer.Vocabulary.Size} tokens, the backbone embeds {config.Text.VocabularySize}; they do not belong together: name backbone.vocabulary.");
    }

    /// <summary>Replaces the fresh weights of the backbone by those of the file, if there is one.</summary>
    /// <exception cref="TrainingException">Tensors are missing.</exception>
    public void Fill(WeightStore store)
    {
        StartingWeights.Fill(store, _weights, Prefix);
    }

    private static ClipConfig Infer(string weights)
    {
        using WeightFile file = FoundationWeights.Open(weights);
        return ClipConfig.Infer(file.Shapes());
    }
}
