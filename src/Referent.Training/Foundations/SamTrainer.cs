using Referent.Data.MaskCorpus;
using Referent.Models.Sam;
using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Optim;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Loop;
using Referent.Training.Losses;

namespace Referent.Training.Foundations;

/// <summary>
/// Pretrains a small SAM on <c>masks/</c> of a world. Source of the objective: Kirillov et al. 2023, appendix A. Differs: binary
/// cross-entropy instead of focal loss; every prompt trains the single mask as well as the best of three.
/// </summary>
public static class SamTrainer
{
    private const string Stage = "sam";

    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    public static bool Run(SamTrainingConfig config, string dataDirectory, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        RunSession.Prepare(options, ConfigFile.Resolve(config));
        IReadOnlyList<MaskedImage> corpus = MaskCorpusList.Read(dataDirectory);
        int kept = Math.Max(1, corpus.Count - config.EvaluationPictures);
        SamConfig sizes = ConfigOf(config.Model);
        MaskBatches batches = new(config, sizes, [.. corpus.Take(kept)]);
        SamEvaluation evaluation = new([.. corpus.Skip(kept)]);

        using WeightStore weights = WeightStore.Initialise((ulong)config.Seed);
        SamModel sam = new(weights.Root, sizes);
        StartingWeights.Fill(weights, config.Start);
        using Adam optimiser = new(
            weights.ParameterNames.Select(name => (name, weights.Tensors[name], Decay: weights.Tensors[name].Rank > 1)),
            new AdamOptions { WeightDecay = config.WeightDecay });
        CosineSchedule schedule = new() { Peak = config.LearningRate, WarmupSteps = config.WarmupSteps, TotalSteps = config.Steps };
        RunPlan plan = new() { Stage = Stage, Seed = config.Seed, TotalSteps = config.Steps, CheckpointEvery = config.CheckpointEvery };
        using RunSession session = RunSession.Begin(options, plan, weights, optimiser);
        using Prefetcher<MaskBatch> ahead = new(batches.Make, session.Step, config.Steps, depth: 3);
        while (session.Continues)
        {
            MaskBatch batch = ahead.Take();
            using TensorScope scope = TensorScope.Begin();
            using Precision.PrecisionBlock precision = Precision.Begin(config.BFloat16);
            Tensor embedding = Embed(sam, batch, config);
            (Tensor pointLoss, double iou) = PromptLoss(sam, embedding, batch.Points, isBox: false);
            Tensor loss = pointLoss;
            if (batch.Boxes.Prompts > 0)
            {
                loss = loss + (PromptLoss(sam, embedding, batch.Boxes, isBox: true).Loss * ((double)batch.Boxes.Prompts / batch.Points.Prompts));
            }

            optimiser.ClearGradients();
            loss.Backward();
            double norm = optimiser.ClipGradients(config.ClipGradients).Item();
            optimiser.Step(schedule.At(session.Step));
            if (session.IsDue(config.EvaluateEvery))
            {
                session.Record(evaluation.Measure(sam));
            }

            Dictionary<string, double> metrics = new()
            {
                ["loss"] = loss.Item(),
                ["iou"] = iou,
                ["gradientNorm"] = norm,
                ["learningRate"] = schedule.At(session.Step),
            };
            session.Advance(metrics, () => string.Join(", ", batch.Samples.Select(sample => corpus[sample].ImagePath)));
        }

        if (session.IsComplete)
        {
            FinalWeights.Write(
                options.OutputDirectory,
                Stage,
                weights,
                ConfigFile.Resolve(config),
                config.Seed,
                (dataDirectory, [MaskCorpusList.List]),
                (SamConfig.DecoderHeadsKey, sizes.DecoderHeads.ToString()));
        }

        return session.IsComplete;
    }

    /// <summary>The configuration of the network with these sizes.</summary>
    public static SamConfig ConfigOf(SamSizes sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        return new SamConfig
        {
            ImageSize = sizes.ImageSize,
            PatchSize = sizes.PatchSize,
            EncoderWidth = sizes.EncoderWidth,
            EncoderHidden = sizes.EncoderWidth * 4,
            Depth = sizes.Depth,
            EncoderHeads = sizes.EncoderHeads,
            WindowSize = sizes.WindowSize,
            GlobalBlocks = sizes.GlobalBlocks,
            OutputChannels = sizes.OutputChannels,
            DecoderHeads = sizes.DecoderHeads,
            DecoderHidden = sizes.DecoderHidden,
            IouHidden = sizes.OutputChannels,
            MaskPromptHidden = 16,
        };
    }

    /// <summary>[B, C, G, G]</summary>
    private static Tensor Embed(SamModel sam, MaskBatch batch, SamTrainingConfig config)
    {
        int side = config.Model.ImageSize;
        return sam.ImageEncoder.Forward(Tensor.From(batch.Planes, batch.Samples.Length, 3, side, side));
    }

    /// <summary>The loss of prompts of one kind, rank 0, and the mean IoU of their single masks with the targets.</summary>
    private static (Tensor Loss, double Iou) PromptLoss(SamModel sam, Tensor embedding, PromptBatch batch, bool isBox)
    {
        // Axes: P prompts, N points, M side of the logits; mask 0 is the single one, masks 1 to 3 are whole, part and subpart.
        using TensorScope scope = TensorScope.Begin();
        long side = sam.Config.MaskSide;
        Tensor coordinates = Tensor.From(batch.Coordinates, batch.Prompts, batch.Coordinates.Length / batch.Prompts / 2, 2);
        SamPrompts prompts = isBox
            ? new SamPrompts { Boxes = coordinates.Reshape(batch.Prompts, 4) }
            : new SamPrompts { Points = coordinates, Labels = Tensor.From(batch.Labels, batch.Prompts, batch.Labels.Length / batch.Prompts) };
        Tensor targets = Tensor.From(batch.Targets, batch.Prompts, 1, side, side);
        SamMasks masks = sam.DecodeEvery(embedding, prompts);                                               // [P, 4, M, M]
        Tensor wide = targets.Expand(-1, SamConfig.MultimaskOutputs + 1, -1, -1);
        Tensor each = MaskLosses.Dice(masks.Logits, wide) + MaskLosses.BinaryCrossEntropy(masks.Logits, wide);  // [P, 4]
        Tensor best = each.Narrow(1, 1, SamConfig.MultimaskOutputs).Min([1]);                               // [P]
        Tensor ious = Ious(masks.Logits, targets);                                                          // [P, 4]
        Tensor iouError = (masks.PredictedIou - ious).Pow(2).Mean();
        Tensor loss = each.Select(1, 0).Mean() + best.Mean() + iouError;
        return (scope.Keep(loss), ious.Select(1, 0).Mean().Item());
    }

    /// <summary>IoU of thresholded logits [P, K, M, M] with targets [P, 1, M, M] at one half, without gradient: [P, K].</summary>
    private static Tensor Ious(Tensor logits, Tensor targets)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        long[] pixels = [-2, -1];
        Tensor predicted = logits.GreaterThan(0).To(DType.Float32);
        Tensor truth = targets.GreaterThan(0.5).To(DType.Float32);
        Tensor overlap = (predicted * truth).Sum(pixels);
        Tensor union = predicted.Sum(pixels) + truth.Sum(pixels) - overlap;
        return scope.Keep(overlap / (union + 1e-6));
    }
}
