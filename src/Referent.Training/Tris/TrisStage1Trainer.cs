using Referent.Data.Refer;
using Referent.Formats;
using Referent.Models.Tris;
using Referent.Torch;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;

namespace Referent.Training.Tris;

/// <summary>
/// Trains the first stage of TRIS on pictures and sentences alone. Source: TRIS, section 3, and the official program, train_stage1. Differs:
/// weights are selected without ground truth; see also <see cref="TrisStage1TrainingConfig"/>.
/// </summary>
public static class TrisStage1Trainer
{
    private const string Stage = "tris-stage1";

    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    /// <exception cref="ConfigException">Values out of range.</exception>
    public static bool Run(TrisStage1TrainingConfig config, string dataDirectory, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        config.Validate();
        RunSession.Prepare(options, ConfigFile.Resolve(config));
        using JudgeClip judge = JudgeClip.Of(config);
        TrisBackboneStart start = TrisBackboneStart.Open(config.Backbone, judge.Tokenizer);
        (TrisTexts Texts, TrisTexts Judged) Read(string split) => Load(config, dataDirectory, split, start, judge);
        (TrisTexts texts, TrisTexts judged) = Read(config.Data.Split);
        (TrisTexts heldOut, TrisTexts heldOutJudged) = Read(config.Data.SelectionSplit);
        MapFitnessOptions asked = new(config.Seed, config.ImageSize, config.EvaluationRefs, Math.Max(1, config.PictureNegatives));
        MapFitness fitness = new(asked, heldOut, heldOutJudged, judge.Judge);
        WholeFile.Write(Path.Combine(options.OutputDirectory, ClipTrainer.VocabularyName), start.Tokenizer.Vocabulary.Save);

        using WeightStore weights = WeightStore.Initialise((ulong)config.Seed);
        TrisStage1Config modelConfig = new()
        {
            Backbone = start.Config,
            Width = config.Width,
            Prompt = config.Prompt,
            Halves = config.PromptHalves,
        };
        TrisStage1 model = new(weights.Root, modelConfig);
        start.Fill(weights);
        using Adam optimiser = new(
            TrisParameterGroups.RatesOf(weights, name => TrisParameterGroups.OfStage1(name, config.LearnTemperature), config.BackboneRate),
            new AdamOptions { WeightDecay = config.WeightDecay });
        PolynomialSchedule schedule = new() { Peak = config.LearningRate, TotalSteps = config.Steps, Power = config.Power };
        TrisStage1Objective objective = new(config, model, judge.Judge);
        RunPlan plan = new() { Stage = Stage, Seed = config.Seed, TotalSteps = config.Steps, CheckpointEvery = config.CheckpointEvery };
        using RunSession session = RunSession.Begin(options, plan, weights, optimiser);
        BestWeights best = new(options.OutputDirectory, weights, MapFitness.Fit);
        using (Prefetcher<TrisBatch> ahead = new(new TrisBatches(config, texts, judged).Make, session.Step, config.Steps, depth: 3))
        {
            while (session.Continues)
            {
                TrisBatch batch = ahead.Take();
                using TensorScope scope = TensorScope.Begin();
                (Tensor loss, Dictionary<string, double> terms) = objective.Compute(batch);
                optimiser.ClearGradients();
                loss.Backward();
                terms["gradientNorm"] = optimiser.ClipGradients(config.ClipGradients).Item();
                optimiser.Step(schedule.At(session.Step));
                if (session.IsDue(config.EvaluateEvery))
                {
                    IReadOnlyDictionary<string, double> measures = fitness.Measure((images, tokens) => Show(model, images, tokens));
                    best.Offer(measures[MapFitness.Fit]);
                    session.Record(measures);
                }

                session.Advance(terms, () => string.Join("; ", batch.Names));
            }
        }

        if (session.IsComplete)
        {
            if (config.Selection == TrisSelection.Judged)
            {
                best.Restore();
            }

            IReadOnlyList<string> lists = ReferFiles.Locate(dataDirectory, config.Data.Dataset, config.Data.SplitBy).ListRefsFiles();
            FinalWeights.Write(options.OutputDirectory, Stage, weights, ConfigFile.Resolve(config), config.Seed, (dataDirectory, [.. lists]));
        }

        return session.IsComplete;
    }

    /// <summary>What the judge sees each picture through: the map of its text, [B, 1, S, S].</summary>
    private static Tensor Show(TrisStage1 model, Tensor images, Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor texts = model.EncodeText(tokens).Unsqueeze(1);                                                           // [B, 1, C]
        Tensor output = TrisStage1.Rectify(model.Respond(model.EncodeImage(images), texts), images.Size(2), images.Size(3));
        return scope.Keep(PositiveMapSelection.Shade(output));
    }

    /// <summary>Pictures and sentences of a split, in the backbone's vocabulary and in the judge's.</summary>
    private static (TrisTexts Texts, TrisTexts Judged) Load(
        TrisStage1TrainingConfig config, string dataDirectory, string split, TrisBackboneStart start, JudgeClip judge)
    {
        IReadOnlyList<TrainingSample> refs = TrainingView.Load(dataDirectory, config.Data.Dataset, split, config.Data.SplitBy).Samples;
        int length = Math.Min(config.TextLength, start.Config.Text.ContextLength);
        return (new TrisTexts(refs, text => TrisTexts.Tokenize(start.Tokenizer, text, length, config.TextCut)), new TrisTexts(refs, judge.Tokenize));
    }
}
