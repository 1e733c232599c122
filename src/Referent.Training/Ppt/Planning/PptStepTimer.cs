using System.Diagnostics;
using Referent.Models;
using Referent.Models.PointPrompting;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Ppt.Planning;

/// <summary>Takes training steps on features, words and labels that mean nothing, of the shapes that a run would have.</summary>
public sealed class PptStepTimer : IDisposable
{
    /// <summary>Words of an expression. Source: RefCOCO's longer ones; the mean is 3.6.</summary>
    private const int Words = 8;

    /// <summary>Things that an expression may refer to. Chosen: a composed picture has two to four.</summary>
    private const int Candidates = 3;

    /// <summary>Small enough that no step changes what the next one takes.</summary>
    private const double LearningRate = 1e-9;

    private readonly PptConfig _config;
    private readonly GeneratorConfig _sizes;
    private readonly SamModel _sam;
    private readonly FeatureShape _shape;
    private readonly Device _device;
    private readonly PptLearner _learner;

    /// <param name="config">What a step computes; the generator has its first, random weights.</param>
    /// <param name="sizes">Of the generator.</param>
    /// <param name="tower">Frozen; borrowed. Only what a step runs of it is used.</param>
    /// <param name="sam">Frozen; borrowed. Only its decoder is used.</param>
    /// <param name="shape">Of the frozen features.</param>
    /// <param name="device">Whose memory the models are in.</param>
    public PptStepTimer(PptConfig config, GeneratorConfig sizes, StageExtractor tower, SamModel sam, FeatureShape shape, Device device)
    {
        (_config, _sizes, _sam, _shape, _device) = (config, sizes, sam, shape, device);
        _learner = new PptLearner(config, sizes, tower, device);
    }

    /// <summary>Trainable parameters of the generator.</summary>
    public long Parameters => _learner.Weights.ParameterCount;

    /// <summary>How often the last step read values, for which a GPU is waited for.</summary>
    public long Reads { get; private set; }

    /// <summary>Seconds of a step, the median after one that does not count.</summary>
    /// <param name="batch">Samples, at least 1.</param>
    /// <param name="maskShare">Of the stage; 0 decodes no mask.</param>
    /// <param name="times">Steps that count, at least 1.</param>
    public double Time(int batch, double maskShare, int times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        using TensorScope scope = TensorScope.Begin();
        PptObjective objective = new(_config.Loss, _sam, _config.Prompting, maskShare);
        FeatureBatch features = new(
            [.. _shape.Tokens.Select((tokens, part) => Wave(part + 1, batch, tokens, _shape.Width))],
            Wave(_shape.Stages + 1, batch, _shape.SamChannels, _shape.SamGrid, _shape.SamGrid));
        ResponseTexts probes = new(Wave(7, batch, ResponseMaps.Probes, _sizes.EmbedDim), Wave(9, 1, _sizes.EmbedDim));
        ExpressionBatch texts = new(
            new ExpressionFeatures(Wave(5, batch, Words, _sizes.EmbedDim), Tensor.Zeros([batch, Words], DType.Bool, _device), probes),
            [.. Enumerable.Range(0, batch).Select(sample => $"thing {sample}")]);
        SampleTargets[] targets = [.. Enumerable.Range(0, batch).Select(_ => Target())];
        double[] measured = new double[times];
        for (int i = -1; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp(), reads = TorchRuntime.Reads;
            _ = _learner.Step(objective, features, texts, targets, LearningRate);
            measured[Math.Max(i, 0)] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Reads = TorchRuntime.Reads - reads;
        }

        Array.Sort(measured);
        return measured[times / 2];
    }

    public void Dispose() => _learner.Dispose();

    /// <summary>Numbers between -1 and 1 that differ.</summary>
    private Tensor Wave(double pace, params long[] shape) =>
        (Tensor.Arange(0, shape.Aggregate(1L, (count, size) => count * size), device: _device) * pace).Sin().Reshape(shape);

    /// <summary>Three things side by side, the first of them meant.</summary>
    private SampleTargets Target()
    {
        int side = _sam.Config.MaskSide, grid = PatchGrid.SideOf(_shape.Patches);
        float[] shares = [.. Enumerable.Range(0, _sizes.Points).Select(point => (point + 0.5f) / _sizes.Points)];
        PointTarget Points(int candidate) => new(
            [.. shares.SelectMany(share => (float[])[(candidate + share) / Candidates, share])],
            [.. Enumerable.Range(0, _sizes.Points).Select(point => point % 2 == 0)],
            candidate == 0 ? 1 : 0);
        float[] Column(int candidate, int size) =>
            [.. Enumerable.Range(0, size * size).Select(at => at % size * Candidates / size == candidate ? 1f : 0f)];
        int[] all = [.. Enumerable.Range(0, Candidates)];
        return new SampleTargets(
            [.. all.Select(Points)],
            [.. all.Select(candidate => Column(candidate, side))],
            new Imaging.Geometry.ImageSize(_sam.Config.ImageSize, _sam.Config.ImageSize))
        {
            Places = [.. all.Select(candidate => Column(candidate, grid))],
        };
    }
}
