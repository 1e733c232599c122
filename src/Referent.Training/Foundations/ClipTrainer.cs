using Referent.Data.Captions;
using Referent.Data.Refer;
using Referent.Data.Text;
using Referent.Formats;
using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Loop;
using Referent.Training.Losses;

namespace Referent.Training.Foundations;

/// <summary>Pretrains a small CLIP on <c>captions/</c> of a world; measures zero-shot accuracy on <c>objects/</c>.</summary>
public static class ClipTrainer
{
    /// <summary>The vocabulary learnt from captions and referring sentences, in the run directory.</summary>
    public const string VocabularyName = "vocabulary.txt";

    private const string Stage = "clip";

    /// <summary>Channels of one attention head. Source: CLIP, model.py.</summary>
    private const int HeadWidth = 64;

    /// <summary>Largest logarithm of the cosine factor. Source: CLIP, clipped at 100.</summary>
    private const double MaxLogitScale = 4.6052;

    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    public static bool Run(ClipTrainingConfig config, string dataDirectory, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        RunSession.Prepare(options, ConfigFile.Resolve(config));
        IReadOnlyList<CaptionedImage> corpus = CaptionCorpus.Read(dataDirectory);
        string[] texts = [.. corpus.Select(item => item.Caption), .. ReferringSentences(dataDirectory)];
        ClipTokenizer tokenizer = new(Vocabulary(config, texts, options.OutputDirectory));
        CaptionBatches batches = new(config, corpus, tokenizer);
        ZeroShotEvaluation evaluation = ZeroShotEvaluation.Prepare(
            Path.Combine(dataDirectory, "objects"), tokenizer, config, Words(corpus));

        using WeightStore weights = WeightStore.Initialise((ulong)config.Seed);
        ClipModel clip = new(weights.Root, ConfigOf(config.Model, tokenizer.Vocabulary.Size));
        using Adam optimiser = new(
            weights.ParameterNames.Select(name => (name, weights.Tensors[name], Decay: weights.Tensors[name].Rank > 1)),
            new AdamOptions { Beta2 = 0.98, Epsilon = 1e-6, WeightDecay = config.WeightDecay });
        CosineSchedule schedule = new() { Peak = config.LearningRate, WarmupSteps = config.WarmupSteps, TotalSteps = config.Steps };
        RunPlan plan = new() { Stage = Stage, Seed = config.Seed, TotalSteps = config.Steps, CheckpointEvery = config.CheckpointEvery };
        using RunSession session = RunSession.Begin(options, plan, weights, optimiser);
        using Prefetcher<CaptionBatch> ahead = new(batches.Make, session.Step, config.Steps, depth: 3);
        while (session.Continues)
        {
            CaptionBatch batch = ahead.Take();
            using TensorScope scope = TensorScope.Begin();
            using Precision.PrecisionBlock precision = Precision.Begin(config.BFloat16);
            Tensor images = Tensor.From(batch.Planes, batch.Samples.Length, 3, config.Model.ImageSize, config.Model.ImageSize);
            Tensor tokens = Tensor.From(batch.Tokens, batch.Samples.Length, batch.TokenLength);
            bool everyPatch = config.Model.Tower != ImageTowerKind.Transformer || session.Step >= config.Steps - config.FullSteps;
            Tensor imageFeatures = !everyPatch && PatchSubset.Draw(config, session.Step) is { } patches
                ? clip.Vision.ForwardSubset(images, patches)
                : clip.EncodeImage(images, training: true);
            Tensor loss = ContrastiveLoss.Compute(imageFeatures, clip.EncodeText(tokens), clip.LogitScale, batch.Captions);
            optimiser.ClearGradients();
            loss.Backward();
            double norm = optimiser.ClipGradients(config.ClipGradients).Item();
            optimiser.Step(schedule.At(session.Step));
            Clamp(clip.LogitScale);
            if (session.IsDue(config.EvaluateEvery))
            {
                session.Record(evaluation.Measure(clip));
            }

            session.Advance(
                new Dictionary<string, double> { ["loss"] = loss.Item(), ["gradientNorm"] = norm, ["learningRate"] = schedule.At(session.Step) },
                () => string.Join(", ", batch.Samples.Select(sample => corpus[sample].ImagePath)));
        }

        if (session.IsComplete)
        {
            FinalWeights.Write(
                options.OutputDirectory, Stage, weights, ConfigFile.Resolve(config), config.Seed, (dataDirectory, [CaptionCorpus.List]));
        }

        return session.IsComplete;
    }

    /// <summary>The configuration of the network with these sizes.</summary>
    public static ClipConfig ConfigOf(ClipSizes sizes, int vocabularySize)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new ClipConfig
        {
            EmbedDim = sizes.EmbedDim,
            Vision = sizes.Tower == ImageTowerKind.Transformer ? TransformerOf(sizes) : ResNetOf(sizes),
            Text = new ClipTextConfig
            {
                ContextLength = sizes.ContextLength,
                VocabularySize = vocabularySize,
                Width = sizes.TextWidth,
                Layers = sizes.TextLayers,
                Heads = sizes.TextWidth / HeadWidth,
            },
        };
    }

    private static ClipVisionConfig TransformerOf(ClipSizes sizes) => new()
    {
        ImageSize = sizes.ImageSize,
        PatchSize = sizes.PatchSize,
        Width = sizes.VisionWidth,
        Layers = sizes.VisionLayers,
        Heads = sizes.VisionWidth / HeadWidth,
    };

    /// <summary>The pool at the end works on 32 times the channels of the stem. Source: CLIP, model.py, vision_heads.</summary>
    private static ClipResNetConfig ResNetOf(ClipSizes sizes) => new()
    {
        ImageSize = sizes.ImageSize,
        Width = sizes.VisionWidth,
        Blocks = sizes.VisionBlocks,
        Heads = sizes.VisionWidth * 32 / HeadWidth,
    };

    private static BpeVocabulary Vocabulary(ClipTrainingConfig config, IReadOnlyList<string> texts, string folder)
    {
        string path = Path.Combine(folder, VocabularyName);
        if (!File.Exists(path))
        {
            WholeFile.Write(path, VocabularyLearner.Learn(texts, config.VocabularyMerges).Save);
        }

        return BpeVocabulary.Load(path);
    }

    /// <summary>Sentences of the train splits that the data folder may have: their words become tokens, though no caption uses them.</summary>
    private static IEnumerable<string> ReferringSentences(string dataDirectory) => ReferFiles.DatasetNames
        .Where(name => Directory.Exists(Path.Combine(dataDirectory, name)))
        .SelectMany(name => TrainingView.Load(dataDirectory, name, "train").Samples)
        .SelectMany(sample => sample.Sentences)
        .Select(sentence => sentence.Text);

    /// <summary>All captions as one set of words, to tell which classes the corpus names.</summary>
    private static HashSet<string> Words(IReadOnlyList<CaptionedImage> corpus) =>
        [.. corpus.SelectMany(item => item.Caption.Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static void Clamp(Tensor logitScale)
    {
        using NoGrad noGrad = NoGrad.Begin();
        logitScale.CopyInPlace(logitScale.Clamp(0, MaxLogitScale));
    }
}
