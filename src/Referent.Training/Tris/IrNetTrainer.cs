using Referent.Data;
using Referent.Data.Refer;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Preprocessing;
using Referent.Models.IrNet;
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
/// Trains IRNet on the response maps of the first stage, which become affinity labels first. Source: IRNet, step/cam_to_ir_label.py and
/// step/train_irn.py. Differs: the mean displacement weighs every picture alike, the last ones too.
/// </summary>
public static class IrNetTrainer
{
    private const string Stage = "irnet";

    /// <returns>Whether the run is complete; false when it was asked to stop.</returns>
    /// <exception cref="ConfigException">Values out of range.</exception>
    /// <exception cref="FileNotFoundException">The maps have not been made.</exception>
    public static bool Run(IrNetTrainingConfig config, string dataDirectory, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        config.Validate();
        RunSession.Prepare(options, ConfigFile.Resolve(config));
        string folder = TrisLabelFiles.FolderOf(dataDirectory, config.Labels);
        IReadOnlyList<TrainingSample> refs;
        AffinityLabelPool labels;
        using (ResponseMapFile maps = TrisLabelFiles.OpenMaps(folder))
        {
            refs = Learnt(config, dataDirectory, maps);
            PreparationProgress progress = new(options, "affinity labels");
            labels = AffinityLabelPool.OpenOrMake(options.OutputDirectory, refs, maps, progress, options.Stop);
        }

        IrNetTrunkStart trunk = IrNetTrunkStart.Open(config.Trunk);
        using WeightStore weights = WeightStore.Initialise((ulong)config.Seed);
        IrNetModel model = new(weights.Root, trunk.Config with { EdgeWidth = config.EdgeWidth, DisplacementWidth = config.DisplacementWidth });
        trunk.Fill(weights);
        using Sgd optimiser = new(Groups(config, weights), config.Momentum, config.WeightDecay);
        PolynomialSchedule schedule = new() { Peak = 1, TotalSteps = config.Steps, Power = config.Power };
        AffinityLoss affinity = new(config.Radius);
        RunPlan plan = new() { Stage = Stage, Seed = config.Seed, TotalSteps = config.Steps, CheckpointEvery = config.CheckpointEvery };
        using RunSession session = RunSession.Begin(options, plan, weights, optimiser);
        using (Prefetcher<IrNetBatch> ahead = new(new IrNetBatches(config, refs, labels).Make, session.Step, config.Steps, depth: 3))
        {
            while (session.Continues)
            {
                IrNetBatch batch = ahead.Take();
                using TensorScope scope = TensorScope.Begin();
                int places = config.CropSize / AffinityCrop.Stride;
                (Tensor edge, Tensor displacement) = model.Forward(Tensor.From(batch.Planes, config.BatchSize, 3, config.CropSize, config.CropSize));
                Tensor loss = affinity.Compute(edge, displacement, Tensor.From(batch.Labels, config.BatchSize, 1, places, places));
                optimiser.ClearGradients();
                loss.Backward();
                optimiser.Step(schedule.At(session.Step));
                session.Advance(new Dictionary<string, double> { ["loss"] = loss.Item() }, () => string.Join("; ", batch.Names));
            }
        }

        if (session.IsComplete)
        {
            StoreMeanDisplacement(config, model, [.. refs.Select(item => item.ImagePath).Distinct()]);
            IReadOnlyList<string> lists = ReferFiles.Locate(dataDirectory, config.Data.Dataset, config.Data.SplitBy).ListRefsFiles();
            string[] learntFrom = [.. lists, Path.GetFullPath(Path.Combine(folder, TrisLabelFiles.Maps))];
            FinalWeights.Write(
                options.OutputDirectory, Stage, weights, ConfigFile.Resolve(config), config.Seed, (dataDirectory, learntFrom));
        }

        return session.IsComplete;
    }

    /// <summary>The refs of the split that have maps, or some of them.</summary>
    private static TrainingSample[] Learnt(IrNetTrainingConfig config, string dataDirectory, ResponseMapFile maps)
    {
        HashSet<long> mapped = [.. maps.Refs];
        IReadOnlyList<TrainingSample> all =
            TrainingView.Load(dataDirectory, config.Data.Dataset, config.Data.Split, config.Data.SplitBy).Samples;
        TrainingSample[] refs = [.. all.Where(item => mapped.Contains(item.RefId))];
        return refs.Length > 0
            ? Spread.Evenly(refs, config.Refs == 0 ? refs.Length : config.Refs)
            : throw new TrainingException(
                $"None of the maps is of a ref of {config.Data.Dataset}, split {config.Data.Split}; name the data set that they were made for.");
    }

    /// <summary>Both heads with their rates; the trunk stops recording gradients.</summary>
    private static List<(string Name, Tensor Tensor, double Rate)> Groups(IrNetTrainingConfig config, WeightStore weights)
    {
        List<(string, Tensor, double)> groups = [];
        foreach (string name in weights.ParameterNames)
        {
            bool isTrunk = IrNetModel.IsTrunk(name);
            weights.Tensors[name].RequiresGrad = !isTrunk;
            if (!isTrunk)
            {
                bool isEdge = name.StartsWith("fc_edge", StringComparison.Ordinal);
                groups.Add((name, weights.Tensors[name], isEdge ? config.EdgeRate : config.DisplacementRate));
            }
        }

        return groups;
    }

    /// <summary>Measures the mean displacement over the top left squares of pictures, which inference will take off.</summary>
    private static void StoreMeanDisplacement(IrNetTrainingConfig config, IrNetModel model, string[] pictures)
    {
        using NoGrad noGrad = NoGrad.Begin();
        using TensorScope scope = TensorScope.Begin();
        string[] measured = Spread.Evenly(pictures, config.MeanPictures == 0 ? pictures.Length : config.MeanPictures);
        double[] sums = new double[2];
        foreach (string path in measured)
        {
            using TensorScope inner = TensorScope.Begin();
            RgbImage picture = ImageDecoder.ReadFile(path);
            float[] planes = ImagePreprocessing.ToNormalisedPlanes(picture, PixelNormalisation.ImageNet);
            Tensor whole = Tensor.From(planes, 1, 3, picture.Height, picture.Width);
            Tensor square = whole.Narrow(2, 0, Math.Min(picture.Height, config.CropSize)).Narrow(3, 0, Math.Min(picture.Width, config.CropSize))
                .Pad([0, Math.Max(0, config.CropSize - picture.Width), 0, Math.Max(0, config.CropSize - picture.Height)]);
            float[] mean = model.Forward(square).Displacement.Mean([0, 2, 3]).ToArray<float>();
            (sums[0], sums[1]) = (sums[0] + mean[0], sums[1] + mean[1]);
        }

        model.MeanDisplacement.CopyInPlace(Tensor.From([(float)(sums[0] / measured.Length), (float)(sums[1] / measured.Length)], 2));
    }
}
