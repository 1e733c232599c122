using Referent.Formats;
using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Presets;
using Referent.Torch;
using Referent.Training.Configuration;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Labels;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Ppt;

/// <summary>Trains a point generator between a frozen CLIP and a frozen SAM. Source: PPT.</summary>
public sealed class PptTrainer
{
    /// <summary>Batches whose features are read while a step is taken.</summary>
    internal const int BatchesAhead = 3;

    private readonly PptConfig _config;
    private readonly PptSchedule _schedule;
    private readonly PptDataset _dataset;
    private readonly FrozenModels _frozen;
    private readonly FeaturePool _pool;
    private readonly ExpressionPool _expressions;
    private readonly PptLearner _learner;
    private readonly RunSession _session;
    private readonly string _run;
    private readonly string _data;

    private PptTrainer(
        PptConfig config,
        string dataDirectory,
        RunOptions options,
        PptDataset dataset,
        FrozenModels frozen,
        FeaturePool pool,
        ExpressionPool expressions,
        PptLearner learner,
        RunSession session)
    {
        (_config, _schedule, _data, _run) = (config, new PptSchedule(config), dataDirectory, options.OutputDirectory);
        (_dataset, _frozen, _pool, _expressions, _learner, _session) = (dataset, frozen, pool, expressions, learner, session);
    }

    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    public static bool Run(PptConfig config, string dataDirectory, RunOptions options) => Run(config, dataDirectory, composed: null, options);

    /// <param name="config">How to train.</param>
    /// <param name="dataDirectory">The data set's folder.</param>
    /// <param name="composed">The configuration's pool of that folder, where an earlier run has loaded it.</param>
    /// <param name="options">Where and how it happens.</param>
    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    public static bool Run(PptConfig config, string dataDirectory, PptDataset? composed, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        config.Validate();
        RunSession.Prepare(options, ConfigFile.Resolve(config));
        PptDataset dataset = composed ?? PptDataset.Load(config.Pool, dataDirectory);
        dataset.Check(config);
        using FrozenModels frozen = FrozenModels.Load(PresetFolder.Open(config.Preset), options.Device.Resolve());
        GeneratorConfig sizes = SizesOf(config.Model, frozen);
        FeatureEncoder encoder = new(config.Model, frozen);
        using FeaturePool pool = FeaturePool.Open(dataset, encoder, dataDirectory, options);
        IEnumerable<string> trained = config.Stages.SelectMany(config.SetsOf).Select(set => set.Key).Distinct();
        IEnumerable<PointSample> samples = trained.SelectMany(set => dataset.Sets[set]);
        using ExpressionPool expressions = new(frozen.Phrases, samples.Select(sample => sample.Expression));
        using PptLearner learner = new(config, sizes, encoder.Tower, frozen.Device);
        StartingWeights.Fill(learner.Weights, config.Start);
        long steps = config.Stages.Sum(stage => stage.Steps);
        RunPlan plan = new() { Stage = "ppt", Seed = config.Seed, TotalSteps = steps, CheckpointEvery = config.CheckpointEvery };
        using RunSession session = RunSession.Begin(options, plan, learner.Weights, learner.Optimiser);
        return new PptTrainer(config, dataDirectory, options, dataset, frozen, pool, expressions, learner, session).Train();
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

    /// <summary>The network with these sizes between these models.</summary>
    /// <param name="sizes">Of the run's configuration.</param>
    /// <param name="frozen">Borrowed.</param>
    /// <exception cref="TrainingException">The preset lacks what the sizes want.</exception>
    public static GeneratorConfig SizesOf(PptSizes sizes, FrozenModels frozen)
    {
        ArgumentNullException.ThrowIfNull(frozen);
        return SizesOf(sizes, frozen.Clip.Config, frozen.SurgeryBlocks);
    }

    internal static GeneratorConfig SizesOf(PptSizes sizes, ClipConfig clip, int surgeryBlocks)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        sizes.Validate(surgeryBlocks);
        return sizes.ToGeneratorConfig(clip.Vision.Width, clip.EmbedDim);
    }

    private bool Train()
    {
        SamplePictures pictures = new(_dataset, _frozen, Answer, _config.Prompting.Multimask);
        long start = 0;
        for (int stage = 0; stage < _config.Stages.Count; stage++)
        {
            long end = start + _config.Stages[stage].Steps;
            TrainStage(stage, start, end);

            // Also where an earlier process was killed between the stage's last step and this.
            if (_session.Step == end)
            {
                pictures.Write(_run, stage + 1, _config.Stages[stage].Name, _config.SetsOf(_config.Stages[stage]).Select(set => set.Key));
                WriteWeights(StageFolder(_run, stage, _config));
            }

            start = end;
        }

        return _session.IsComplete;
    }

    private void TrainStage(int number, long start, long end)
    {
        PptStage stage = _config.Stages[number];
        PptObjective objective = new(_config.Loss, _frozen.Sam, _config.Prompting, stage.MaskShare);
        while (_session.Continues && _session.Step < end)
        {
            (long roundEnd, IReadOnlyDictionary<string, List<PointSample>> sets) = Round(number, start, end);
            PptBatches batches = new(_config, number, sets, _pool, _frozen.Sam.Config);
            using Prefetcher<PptBatch> ahead = new(batches.Make, _session.Step, roundEnd, depth: BatchesAhead);
            while (_session.Continues && _session.Step < roundEnd)
            {
                using PptBatch batch = ahead.Take();
                using TensorScope scope = TensorScope.Begin();
                IReadOnlyDictionary<string, double> terms = _learner.Step(
                    objective, batch.Features.ToFloat32(), TextsOf(batch.Samples), batch.Targets, _schedule.At(_session.Step));
                _session.Advance(terms, () => Describe(batch, stage));
            }
        }
    }

    /// <summary>What a step was trained on, for the message where its loss is not finite.</summary>
    private string Describe(PptBatch batch, PptStage stage)
    {
        IEnumerable<string> samples = batch.Samples.Select(sample => $"{_dataset.NameOf(sample.Picture)}, \"{sample.Expression}\"");
        return $"{string.Join("; ", samples)} (stage {stage.Name})";
    }

    /// <summary>Where the round that the next step belongs to ends, and what it trains on: referents are chosen anew for each round.</summary>
    private (long End, IReadOnlyDictionary<string, List<PointSample>> Sets) Round(int number, long start, long end)
    {
        PptStage stage = _config.Stages[number];
        if (stage.RoundSteps > 0)
        {
            long round = (_session.Step - start) / stage.RoundSteps;
            return (Math.Min(start + ((round + 1) * stage.RoundSteps), end), Choose(number, round));
        }

        // Of hGroup a stage always chooses itself.
        PptStage[] earlier = [.. _config.Stages.Take(number)];
        int chose = Array.FindLastIndex(earlier, other => other.RoundSteps > 0 && _config.SetsOf(other).Any(set => set.Key == PptDataset.HRef));
        return (end, chose < 0 ? _dataset.Sets : Choose(chose, (earlier[chose].Steps - 1) / earlier[chose].RoundSteps));
    }

    /// <summary>All sets, those whose referents a round of a stage chooses with its choice.</summary>
    private Dictionary<string, List<PointSample>> Choose(int number, long round)
    {
        PptStage stage = _config.Stages[number];
        ReferentSelector selector = new(_frozen.Sam, Answer, stage.MinOverlap, _config.Prompting.Multimask);
        Dictionary<string, List<PointSample>> sets = new(_dataset.Sets);
        foreach (string name in _config.SetsOf(stage).Select(set => set.Key).Where(name => name is PptDataset.HRef or PptDataset.HGroup))
        {
            List<PointSample> chosen = selector.Choose(sets[name], _run, $"{number + 1}-{round + 1}-{name}");
            sets[name] = name == PptDataset.HGroup ? WithReferents(chosen, stage) : chosen;
        }

        return sets;
    }

    /// <summary>Samples of H_group in which somebody was chosen: in the others most candidates come from other sentences than their own.</summary>
    /// <exception cref="TrainingException">There are none.</exception>
    private static List<PointSample> WithReferents(List<PointSample> samples, PptStage stage)
    {
        List<PointSample> chosen = [.. samples.Where(sample => sample.Candidates.Any(candidate => candidate.Score > 0))];
        return chosen.Count > 0 ? chosen : throw new TrainingException(
            $"In stage {stage.Name} no candidate of {PptDataset.HGroup} has a mean overlap of {stage.MinOverlap} with the generator's answers. "
            + "Start another run from the stage before it (start), with a lower minOverlap.");
    }

    private (PointPrompts Prompts, Tensor Embedding) Answer(IReadOnlyList<PointSample> samples)
    {
        FeatureBatch features = _pool.Read([.. samples.Select(sample => sample.Picture)]).ToFloat32();
        return (_learner.Answer(features, TextsOf(samples), training: false), features.Sam);
    }

    private ExpressionBatch TextsOf(IReadOnlyList<PointSample> samples) => _expressions.Batch([.. samples.Select(sample => sample.Expression)]);

    private void WriteWeights(string folder)
    {
        _session.CheckWeights();
        string resolved = ConfigFile.Resolve(_config);
        Directory.CreateDirectory(folder);
        WholeFile.WriteText(Path.Combine(folder, RunSession.ConfigName), resolved);
        FinalWeights.Write(folder, "ppt", _learner.Weights, resolved, _config.Seed, (_data, LabelFiles.Lists));
    }
}
