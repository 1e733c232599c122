using Referent.Formats;
using Referent.Models;
using Referent.Models.PointPrompting;
using Referent.Presets;
using Referent.Torch;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Labels;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Ppt;

/// <summary>Trains a point generator between a frozen CLIP and a frozen SAM. Source: PPT.</summary>
public static class PptTrainer
{
    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    public static bool Run(PptConfig config, string dataDirectory, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        RunSession.Prepare(options, ConfigFile.Resolve(config));
        PptDataset dataset = PptDataset.Load(config, dataDirectory);
        using FrozenModels frozen = FrozenModels.Load(PresetFolder.Open(config.Preset));
        using FeaturePool pool = FeaturePool.Open(dataset, new FeatureEncoder(config.Model, frozen), dataDirectory, options);
        using ExpressionPool expressions = new(frozen.Phrases, dataset.Sets.Values.SelectMany(samples => samples).Select(sample => sample.Expression));

        using WeightStore weights = WeightStore.Initialise((ulong)config.Seed);
        PointGenerator generator = new(weights.Root, ConfigOf(config.Model, frozen, config.Model.Others ? dataset.Classes.Count : 0), frozen.Clip.Vision.Projection);
        FillOthers(generator, frozen, dataset.Classes);
        StartingWeights.Fill(weights, config.Start);
        using Adam optimiser = new(weights.ParameterNames.Select(name => (name, weights.Tensors[name], Decay: false)), new AdamOptions { Beta2 = config.Beta2 });
        long total = config.Stages.Sum(stage => stage.Steps);
        PptSchedule schedule = new(config);
        using RunSession session = RunSession.Begin(
            options, new RunPlan { Stage = "ppt", Seed = config.Seed, TotalSteps = total, CheckpointEvery = config.CheckpointEvery }, weights, optimiser);
        int grid = PatchGrid.SideOf(pool.Shape.Patches);

        (PointPrompts Prompts, Tensor Embedding) Generate(IReadOnlyList<PointSample> samples, Half[][] records, bool training)
        {
            FeatureBatch features = pool.ToTensors(records);
            ExpressionBatch texts = expressions.Batch([.. samples.Select(sample => sample.Expression)]);
            Tensor? responses = config.Model.Responses
                ? ResponseMaps.Compute(frozen.Clip.Vision.Projection, features.Stages[^1], texts.Probes, expressions.Nothing, generator.Others)
                : null;
            return (generator.Forward(features.Stages, texts.Words, texts.Padding, grid, grid, responses, training), features.Sam);
        }

        (PointPrompts Prompts, Tensor Embedding) Answer(IReadOnlyList<PointSample> samples) =>
            Generate(samples, pool.Read([.. samples.Select(sample => sample.Picture)]), training: false);

        (long End, IReadOnlyDictionary<string, List<PointSample>> Sets) Round(int number, long start, long step)
        {
            PptStage stage = config.Stages[number];
            if (stage.RoundSteps == 0)
            {
                return (start + stage.Steps, dataset.Sets);
            }

            long round = (step - start) / stage.RoundSteps;
            ReferentSelector selector = new(frozen.Sam, Answer, stage.MinOverlap, config.Prompting.Multimask);
            List<PointSample> chosen = selector.Choose(dataset.Sets[PptDataset.HRef], options.OutputDirectory, $"{number + 1}-{round + 1}");
            return (Math.Min(start + ((round + 1) * stage.RoundSteps), start + stage.Steps), new Dictionary<string, List<PointSample>>(dataset.Sets) { [PptDataset.HRef] = chosen });
        }

        SamplePictures pictures = new(dataset, frozen, Answer, config.Prompting.Multimask);
        long end = 0;
        for (int stage = 0; stage < config.Stages.Count; stage++)
        {
            end += config.Stages[stage].Steps;

            PptObjective objective = new(config.Loss, frozen.Sam, config.Prompting, config.Stages[stage].MaskShare);
            while (session.Continues && session.Step < end)
            {
                (long roundEnd, IReadOnlyDictionary<string, List<PointSample>> sets) = Round(stage, end - config.Stages[stage].Steps, session.Step);
                PptBatches batches = new(config, stage, sets, pool, frozen.Sam.Config);
                using Prefetcher<PptBatch> ahead = new(batches.Make, session.Step, roundEnd, depth: 3);
                while (session.Continues && session.Step < roundEnd)
                {
                    PptBatch batch = ahead.Take();
                    using TensorScope scope = TensorScope.Begin();
                    (PointPrompts prompts, Tensor embedding) = Generate(batch.Samples, batch.Features, training: true);
                    PptLoss loss = objective.Compute(prompts, embedding, batch.Targets);
                    optimiser.ClearGradients();
                    loss.Loss.Backward();
                    double norm = optimiser.ClipGradients(config.ClipGradients);
                    optimiser.Step(schedule.At(session.Step));
                    session.Advance(new Dictionary<string, double>(loss.Terms) { ["gradientNorm"] = norm }, () => string.Join("; ", batch.Samples.Select(sample => $"picture {sample.Picture}, \"{sample.Expression}\"")));
                }
            }

            // Also where an earlier process was killed between the stage's last step and this.
            if (session.Step == end)
            {
                pictures.Write(options.OutputDirectory, stage + 1, config.Stages[stage].Name, config.SetsOf(config.Stages[stage]).Select(set => set.Key));
                WriteWeights(StageFolder(options.OutputDirectory, stage, config));
            }
        }

        return session.IsComplete;

        void WriteWeights(string folder)
        {
            string resolved = ConfigFile.Resolve(config);
            Directory.CreateDirectory(folder);
            WholeFile.WriteText(Path.Combine(folder, RunSession.ConfigName), resolved);
            FinalWeights.Write(folder, "ppt", weights, resolved, config.Seed, (dataDirectory, LabelFiles.Lists));
        }
    }

    /// <summary>Where a complete run has its weights after a stage, with its configuration: the run's folder itself after the last.</summary>
    /// <param name="run">The run's folder.</param>
    /// <param name="stage">Index of the stage.</param>
    /// <param name="config">The run's.</param>
    public static string StageFolder(string run, int stage, PptConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return stage == config.Stages.Count - 1 ? run : Path.Combine(run, "stages", $"{stage + 1}-{config.Stages[stage].Name}");
    }

    /// <summary>Names of classes, for the generator to compare with.</summary>
    private static void FillOthers(PointGenerator generator, FrozenModels frozen, IReadOnlyList<string> classes)
    {
        if (generator.Others is { } others)
        {
            using NoGrad noGrad = NoGrad.Begin();
            using TensorScope scope = TensorScope.Begin();
            others.CopyInPlace(Tensor.Cat([.. classes.Select(name => frozen.Phrases.Embed(name).Vector)], 0));
        }
    }

    /// <summary>The configuration of the network with these sizes between these models.</summary>
    /// <param name="sizes">Of the run's configuration.</param>
    /// <param name="frozen">Borrowed.</param>
    /// <param name="others">Names of other things that the generator compares with.</param>
    public static GeneratorConfig ConfigOf(PptSizes sizes, FrozenModels frozen, int others)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(frozen);
        if (sizes.Responses && (!sizes.SurgeryStage || frozen.SurgeryBlocks == 0))
        {
            throw new TrainingException("model.responses wants model.surgeryStage, and a localiser with surgery blocks in the preset.");
        }

        GeneratorConfig tiny = GeneratorConfig.Tiny(frozen.Clip.Config.Vision.Width, frozen.Clip.Config.EmbedDim, sizes.Width);
        return tiny with { Stages = sizes.Blocks.Count, Queries = sizes.Queries, Points = sizes.Points, Norm = sizes.Norm, Responses = sizes.Responses, Others = others, PlacedValues = sizes.PlacedValues, Pointer = sizes.Pointer };
    }
}
