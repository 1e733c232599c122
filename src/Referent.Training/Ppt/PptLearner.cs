using Referent.Models;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Ppt;

/// <summary>A point generator that is being trained, and its optimiser.</summary>
public sealed class PptLearner : IDisposable
{
    private readonly double _maxGradientNorm;
    private readonly bool _bfloat16;

    /// <param name="config">Seed, sizes of the generator and settings of its optimiser.</param>
    /// <param name="sizes">Of the generator.</param>
    /// <param name="tower">Over the frozen CLIP, what the features were made with; borrowed.</param>
    /// <param name="device">Whose memory everything is in.</param>
    public PptLearner(PptConfig config, GeneratorConfig sizes, StageExtractor tower, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(tower);
        (_maxGradientNorm, _bfloat16) = (config.ClipGradients, config.BFloat16);
        Weights = WeightStore.Initialise((ulong)config.Seed, device);
        Generator = new PointGenerator(Weights.Root, sizes, tower);
        Optimiser = new Adam(
            Weights.ParameterNames.Select(name => (name, Weights.Tensors[name], Decay: false)), new AdamOptions { Beta2 = config.Beta2 });
    }

    public WeightStore Weights { get; }

    public PointGenerator Generator { get; }

    public Adam Optimiser { get; }

    /// <summary>The generator's points, labels and scores for a batch.</summary>
    /// <param name="features">Of B pictures, Float32, in the learner's memory; borrowed.</param>
    /// <param name="texts">[B, L, E] words, their padding and probes, in the same memory; borrowed.</param>
    /// <param name="training">Whether batch statistics are used and gathered.</param>
    /// <returns>Points, labels, scores, places and responses; the innermost scope's.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit the generator or each other.</exception>
    public PointPrompts Answer(FeatureBatch features, ExpressionBatch texts, bool training)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(texts);
        using Precision.PrecisionBlock precision = Precision.Begin(_bfloat16);
        int grid = PatchGrid.SideOf((int)features.Stages[0].Size(1));
        return Generator.Forward(features.Stages, texts.Features, grid, grid, training);
    }

    /// <summary>
    /// One step: forward, loss, backward, and the optimiser's. It reads values twice: the prompts, which the CPU matches, and the terms at the end.
    /// </summary>
    /// <param name="objective">What the step is measured by.</param>
    /// <param name="features">Of B pictures, Float32, in the learner's memory; borrowed.</param>
    /// <param name="texts">[B, L, E] words, their padding and probes, in the same memory; borrowed.</param>
    /// <param name="targets">B pseudo-labels.</param>
    /// <param name="learningRate">Of this step, above 0.</param>
    /// <returns>The terms of the loss, unweighted, and the norm of all gradients.</returns>
    public IReadOnlyDictionary<string, double> Step(
        PptObjective objective, FeatureBatch features, ExpressionBatch texts, IReadOnlyList<SampleTargets> targets, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(texts);
        using TensorScope scope = TensorScope.Begin();
        PptLoss loss = objective.Compute(Answer(features, texts, training: true), features.Sam, targets, texts.Nouns);
        Optimiser.ClearGradients();
        loss.Loss.Backward();
        Tensor norm = Optimiser.ClipGradients(_maxGradientNorm);
        Optimiser.Step(learningRate);
        IReadOnlyDictionary<string, double> terms = Tensor.Items(new Dictionary<string, Tensor>(loss.Terms) { ["gradientNorm"] = norm });
        return new Dictionary<string, double>(terms) { ["referentTop"] = loss.ReferentTop };
    }

    public void Dispose()
    {
        Optimiser.Dispose();
        Weights.Dispose();
    }
}
