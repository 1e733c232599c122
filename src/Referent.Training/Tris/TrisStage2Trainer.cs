using Referent.Data.Refer;
using Referent.Formats;
using Referent.Imaging.Masks;
using Referent.Models.Tris;
using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Losses;
using Referent.Training.Tris.Labels;

namespace Referent.Training.Tris;

/// <summary>
/// Trains the second stage of TRIS on pseudo-masks. Source: TRIS, section 3.5, and the official program, train_stage2. Differs: weights are
/// selected without ground truth; refs without a pseudo-mask are left out.
/// </summary>
public static class TrisStage2Trainer
{
    private const string Stage = "tris-stage2";

    /// <summary>Texts of other objects that the judge compares with. Source: TRIS, section 4.1, K.</summary>
    private const int FitnessOthers = 6;

    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    /// <exception cref="ConfigException">Values out of range.</exception>
    /// <exception cref="FileNotFoundException">The masks have not been made.</exception>
    public static bool Run(TrisStage2TrainingConfig config, string dataDirectory, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        config.Validate();
        RunSession.Prepare(options, ConfigFile.Resolve(config));
        bool isJudged = config.Selection == TrisSelection.Judged;
        using JudgeClip? judge = isJudged || config.Backbone.Sizes is not null
            ? JudgeClip.Load(PresetFolder.Open(config.Preset), MaskedColours.Clip)
            : null;
        TrisBackboneStart start = TrisBackboneStart.Open(config.Backbone, judge?.Tokenizer);
        string folder = TrisLabelFiles.FolderOf(dataDirectory, config.Labels);
        Dictionary<long, RunLengthMask> masks = TrisLabelFiles.ReadMasks(folder).ToDictionary(label => label.RefId, label => label.Mask);
        TrainingSample[] refs = [.. Load(config, dataDirectory, config.Data.Split).Where(item => masks.ContainsKey(item.RefId))];
        if (refs.Length == 0)
        {
            throw new TrainingException(
                $"None of the masks is of a ref of {config.Data.Dataset}, split {config.Data.Split}; name the data set that they were made for.");
        }

        WholeFile.Write(Path.Combine(options.OutputDirectory, ClipTrainer.VocabularyName), start.Tokenizer.Vocabulary.Save);
        TrisStage2Batches batches = new(config, refs, new TrisTexts(refs, Tokenize), masks);
        MapFitness? fitness = isJudged ? Fitness(config, Load(config, dataDirectory, config.Data.SelectionSplit), Tokenize, judge!) : null;
        using WeightStore weights = WeightStore.Initialise((ulong)config.Seed);
        TrisStage2 model = new(weights.Root, start.Config);
        start.Fill(weights);
        using Adam optimiser = new(
            TrisParameterGroups.RatesOf(weights, TrisParameterGroups.OfStage2, config.BackboneRate),
            new AdamOptions { WeightDecay = config.WeightDecay });
        PolynomialSchedule schedule = new()
        {
            Peak = config.LearningRate,
            TotalSteps = config.Steps,
            Power = config.Power,
            Lag = config.Schedule == TrisStage2Schedule.AsReleased ? batches.StepsPerEpoch : 1,
        };
        RunPlan plan = new() { Stage = Stage, Seed = config.Seed, TotalSteps = config.Steps, CheckpointEvery = config.CheckpointEvery };
        using RunSession session = RunSession.Begin(options, plan, weights, optimiser);
        BestWeights? best = isJudged ? new BestWeights(options.OutputDirectory, weights, MapFitness.Fit) : null;
        using (Prefetcher<TrisStage2Batch> ahead = new(batches.Make, session.Step, config.Steps, depth: 3))
        {
            while (session.Continues)
            {
                TrisStage2Batch batch = ahead.Take();
                using TensorScope scope = TensorScope.Begin();
                Tensor images = Tensor.From(batch.Planes, config.BatchSize, 3, config.ImageSize, config.ImageSize);
                Tensor targets = Tensor.From(batch.Masks, config.BatchSize, 1, config.ImageSize, config.ImageSize);
                Tensor[] levels = model.SegmentLevels(model.EncodeImage(images, training: true), model.EncodeText(batch.Texts.ToTensor()));
                Tensor loss = TrisLosses.Segmentation(levels, targets);
                optimiser.ClearGradients();
                loss.Backward();
                double norm = optimiser.ClipGradients(config.ClipGradients).Item();
                optimiser.Step(schedule.At(session.Step));
                if (fitness is not null && session.IsDue(config.EvaluateEvery))
                {
                    IReadOnlyDictionary<string, double> measures = fitness.Measure((pictures, tokens) => Show(model, pictures, tokens));
                    best!.Offer(measures[MapFitness.Fit]);
                    session.Record(measures);
                }

                Dictionary<string, double> metrics = new()
                {
                    ["loss"] = loss.Item(),
                    ["pseudoIou"] = Agreement(levels[0], targets),
                    ["gradientNorm"] = norm,
                };
                session.Advance(metrics, () => string.Join("; ", batch.Names));
            }
        }

        if (session.IsComplete)
        {
            best?.Restore();
            IReadOnlyList<string> lists = ReferFiles.Locate(dataDirectory, config.Data.Dataset, config.Data.SplitBy).ListRefsFiles();
            string[] learntFrom = [.. lists, Path.GetFullPath(Path.Combine(folder, TrisLabelFiles.Masks))];
            FinalWeights.Write(
                options.OutputDirectory, Stage, weights, ConfigFile.Resolve(config), config.Seed, (dataDirectory, learntFrom));
        }

        return session.IsComplete;

        // Padding is part of what the second stage reads.
        int[] Tokenize(string text) =>
            start.Tokenizer.Tokenize(text, Math.Min(config.TextLength, start.Config.Text.ContextLength), config.TextCut).Ids;
    }

    private static IReadOnlyList<TrainingSample> Load(TrisStage2TrainingConfig config, string dataDirectory, string split) =>
        TrainingView.Load(dataDirectory, config.Data.Dataset, split, config.Data.SplitBy).Samples;

    private static MapFitness Fitness(
        TrisStage2TrainingConfig config, IReadOnlyList<TrainingSample> refs, Func<string, int[]> tokenize, JudgeClip judge)
    {
        MapFitnessOptions asked = new(config.Seed, config.ImageSize, config.EvaluationRefs, FitnessOthers);
        return new MapFitness(asked, new TrisTexts(refs, tokenize), new TrisTexts(refs, judge.Tokenize), judge.Judge);
    }

    /// <summary>What the judge sees each picture through: [B, 1, S, S].</summary>
    private static Tensor Show(TrisStage2 model, Tensor pictures, Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(model.Segment(model.EncodeImage(pictures), model.EncodeText(tokens)).Sigmoid());
    }

    /// <summary>IoU of predicted masks with pseudo-masks, over the whole batch.</summary>
    private static double Agreement(Tensor logits, Tensor masks)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        Tensor predicted = logits.GreaterThan(0).To(DType.Float32);
        double shared = (predicted * masks).Sum().Item();
        return shared / Math.Max(1, predicted.Sum().Item() + masks.Sum().Item() - shared);
    }
}
