using Referent.Data;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Models;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Training.Foundations;
using Referent.Training.Loop;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Ppt.Data;

/// <summary>One step's samples; owns their features.</summary>
/// <param name="Samples">B of them.</param>
/// <param name="Features">Their frozen features, as <see cref="FeaturePool.Read"/> gives them.</param>
/// <param name="Targets">Their pseudo-labels.</param>
public sealed record PptBatch(IReadOnlyList<PointSample> Samples, FeatureBatch Features, IReadOnlyList<SampleTargets> Targets) : IDisposable
{
    public void Dispose()
    {
        foreach (Tensor part in (Tensor[])[.. Features.Stages, Features.Sam])
        {
            part.Dispose();
        }
    }
}

/// <summary>The batches of one stage: a fixed number of samples of each of its sets. A batch depends on its step only.</summary>
public sealed class PptBatches
{
    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x7070_7462;

    private readonly PptConfig _config;
    private readonly FeaturePool _pool;
    private readonly int _maskSide;
    private readonly double _maskShare;
    private readonly int _samSide;
    private readonly int _grid;
    private readonly List<(List<PointSample> Samples, EpochSampler Sampler)> _sets = [];

    /// <param name="config">Seed, batch size and sizes.</param>
    /// <param name="stage">Index of the stage.</param>
    /// <param name="samplesOf">All samples by the names of their sets, some of each that the stage trains on.</param>
    /// <param name="pool">Their pictures' features.</param>
    /// <param name="sam">Sizes of the frozen SAM.</param>
    /// <exception cref="TrainingException">The stage trains on D_none alone.</exception>
    public PptBatches(PptConfig config, int stage, IReadOnlyDictionary<string, List<PointSample>> samplesOf, FeaturePool pool, SamConfig sam)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(samplesOf);
        if (config.SetsOf(config.Stages[stage]).All(set => set.Key == PptDataset.DNone))
        {
            throw new TrainingException($"Stage {config.Stages[stage].Name} trains on nothing that is there.");
        }

        (_config, _pool, _maskSide, _samSide) = (config, pool, sam.MaskSide, sam.ImageSize);
        _grid = (config.Model.Pointer && config.Loss.Place > 0) || config.Loss.Noun > 0 ? PatchGrid.SideOf(pool.Shape.Patches) : 0;
        _maskShare = config.Stages[stage].MaskShare;
        KeyValuePair<string, double>[] shares = config.SetsOf(config.Stages[stage]);
        double total = shares.Sum(pair => pair.Value);
        double before = 0;
        foreach ((string name, double share) in shares)
        {
            List<PointSample> samples = samplesOf[name];
            int count = (int)Math.Round(config.BatchSize * (before + share) / total) - (int)Math.Round(config.BatchSize * before / total);
            before += share;
            if (count > 0)
            {
                _sets.Add((samples, new EpochSampler((config.Seed * 1000) + (stage * 10) + _sets.Count, samples.Count, count)));
            }
        }
    }

    /// <summary>The batch of one step, made on the calling thread.</summary>
    public PptBatch Make(long step)
    {
        List<PointSample> samples = [];
        List<SampleTargets> targets = [];
        for (int set = 0; set < _sets.Count; set++)
        {
            foreach ((long epoch, int index) in _sets[set].Sampler.Batch(step))
            {
                PointSample sample = _sets[set].Samples[index];
                samples.Add(sample);
                targets.Add(Draw(sample, new CounterRandom(_config.Seed, Purpose, set, epoch, index)));
            }
        }

        FeatureBatch features = _pool.Read([.. samples.Select(sample => sample.Picture)]);
        return new PptBatch(samples, new([.. features.Stages.Select(TensorScope.Detach)], TensorScope.Detach(features.Sam)), targets);
    }

    /// <summary>The M points of each candidate, its mask where it is needed, and its place.</summary>
    private SampleTargets Draw(PointSample sample, CounterRandom random)
    {
        if (sample.Candidates.Count == 0)
        {
            return SampleTargets.None;
        }

        List<PointTarget> points = [];
        List<float[]> masks = [], places = [];
        bool nobody = sample.Candidates.All(candidate => candidate.Score <= 0);
        var plan = ResizePlan.LongestSide(sample.Candidates[0].Mask.Size, _samSide);
        foreach (Candidate candidate in sample.Candidates)
        {
            BinaryMask mask = candidate.Mask.ToMask();
            IReadOnlyList<LabelledPoint> drawn = Draw(new PointPromptSampler(mask), random);
            points.Add(new PointTarget(
                [.. drawn.SelectMany(point => Normalised(point.Position, mask.Size))],
                [.. drawn.Select(point => point.Positive)],
                candidate.Score));
            bool isDecoded = _config.Loss.Context == 1 || _config.Prompting.MatchMasks || candidate.Score > 0 || nobody;
            masks.Add(_maskShare > 0 && isDecoded ? MaskDownsampling.AreaAverage(mask, plan, _maskSide) : []);
            places.Add(_grid > 0 ? Place(mask) : []);
        }

        return new SampleTargets(points, masks, plan.Resized) { Places = places };
    }

    /// <summary>x and y of the centre of a pixel, as shares of the picture's sides.</summary>
    private static float[] Normalised(ImagePoint pixel, ImageSize size) =>
        [(float)((pixel.X + 0.5) / size.Width), (float)((pixel.Y + 0.5) / size.Height)];

    private IReadOnlyList<LabelledPoint> Draw(PointPromptSampler sampler, CounterRandom random) => _config.Prompting.Targets switch
    {
        TargetPoints.Grid => sampler.DrawInGrid(_config.Model.Points, random),
        TargetPoints.Inside => sampler.Draw(_config.Model.Points, outside: 0, random),
        _ => sampler.DrawInBox(_config.Model.Points, random),
    };

    /// <summary>The share of each image token's square that a mask covers, over the greatest.</summary>
    private float[] Place(BinaryMask mask)
    {
        float[] shares = MaskDownsampling.AreaAverage(mask, ResizePlan.Square(mask.Size, _grid), _grid);
        float greatest = shares.Max();
        return [.. shares.Select(share => share / greatest)];
    }
}
