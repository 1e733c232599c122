using Referent.Models;
using Referent.Models.Clip;
using Referent.Models.PointPrompting;
using Referent.Torch;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Ppt.Data;
using Referent.Training.Ppt.Objective;

namespace Referent.Training.Ppt;

/// <summary>A point generator that is being trained, and its optimiser.</summary>
public sealed class PptLearner : IDisposable
{
    private readonly VisualProjection _frozenProjection;
    private readonly double _mostGradient;

    /// <param name="config">Seed, sizes of the generator and settings of its optimiser.</param>
    /// <param name="sizes">Of the generator.</param>
    /// <param name="frozenProjection">The frozen CLIP's; borrowed.</param>
    /// <param name="device">Whose memory everything is in.</param>
    public PptLearner(PptConfig config, GeneratorConfig sizes, VisualProjection frozenProjection, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        (_frozenProjection, _mostGradient) = (frozenProjection, config.ClipGradients);
        Weights = WeightStore.Initialise((ulong)config.Seed, device);
        Generator = new PointGenerator(Weights.Root, sizes, frozenProjection);
        Optimiser = new Adam(Weights.ParameterNames.Select(name => (name, Weights.Tensors[name], Decay: false)), new AdamOptions { Beta2 = config.Beta2 });
    }

    public WeightStore Weights { get; }

    public PointGenerator Generator { get; }

    public Adam Optimiser { get; }

    /// <summary>What the generator says of a batch; the innermost scope's.</summary>
    /// <param name="features">Of B pictures.</param>
    /// <param name="texts">B of them.</param>
    /// <param name="training">Whether batch statistics are used and gathered.</param>
    public PointPrompts Answer(FeatureBatch features, ExpressionBatch texts, bool training)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(texts);
        Tensor last = features.Stages[^1];
        int grid = PatchGrid.SideOf((int)last.Size(1));
        Tensor? responses = Generator.Config.Responses
            ? ResponseMaps.Compute(_frozenProjection, last, texts.Probes, texts.Nothing)
            : null;
        return Generator.Forward(features.Stages, texts.Words, texts.Padding, grid, grid, responses, training);
    }

    /// <summary>One step: forward, loss, backward, and the optimiser's.</summary>
    /// <param name="objective">What the step is measured by.</param>
    /// <param name="features">Of B pictures.</param>
    /// <param name="texts">B of them.</param>
    /// <param name="targets">Their pseudo-labels.</param>
    /// <param name="learningRate">Of the step.</param>
    /// <returns>The terms of the loss, unweighted, and the norm of all gradients.</returns>
    public IReadOnlyDictionary<string, double> Step(
        PptObjective objective, FeatureBatch features, ExpressionBatch texts, IReadOnlyList<SampleTargets> targets, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(features);
        using TensorScope scope = TensorScope.Begin();
        PptLoss loss = objective.Compute(Answer(features, texts, training: true), features.Sam, targets);
        Optimiser.ClearGradients();
        loss.Loss.Backward();
        double norm = Optimiser.ClipGradients(_mostGradient);
        Optimiser.Step(learningRate);
        return new Dictionary<string, double>(loss.Terms) { ["gradientNorm"] = norm };
    }

    public void Dispose()
    {
        Optimiser.Dispose();
        Weights.Dispose();
    }
}
