using Referent.Models.Clip;
using Referent.Torch.Weights;
using Referent.Training.Foundations;

namespace Referent.Training.Tests.Foundations;

[Collection(nameof(TrainingWorld))]
public sealed class ClipTrainerTests(TrainingWorld world)
{
    private static readonly ClipTrainingConfig Config = new()
    {
        Seed = 2,
        Model = new ClipSizes { EmbedDim = 32, ImageSize = 32, PatchSize = 8, VisionWidth = 64, VisionLayers = 2, ContextLength = 32, TextWidth = 64, TextLayers = 1 },
        VocabularyMerges = 60,
        BatchSize = 5,
        Steps = 7,
        WarmupSteps = 2,
        FullSteps = 3,
        CheckpointEvery = 3,
        EvaluateEvery = 4,
        EvaluationPictures = 4,
    };

    [Fact]
    public void A_run_stopped_and_killed_on_its_way_ends_in_the_same_bytes()
    {
        Runs.AssertResumes(ClipTrainer.Run, Config, world.Root, world.NewFolder(), stopAfter: 2, killAfter: 5, ClipTrainer.VocabularyName);
    }

    [Fact]
    public void The_result_is_a_CLIP_and_metrics_tell_of_every_step()
    {
        string folder = world.NewFolder();
        Runs.Whole(ClipTrainer.Run, Config, world.Root, folder);

        (ClipModel clip, WeightStore store) = ClipModel.Load(Path.Combine(folder, "final.safetensors"));
        store.Dispose();
        Assert.Equal((32, 2), (clip.Config.EmbedDim, Assert.IsType<ClipVisionConfig>(clip.Config.Vision).Layers));
        var lines = Runs.Metrics(folder);
        Assert.Equal([0, 1, 2, 3, 3, 4, 5, 6, 6], lines.Select(line => line.GetProperty("step").GetInt64()));
        Assert.All(lines.Where(line => line.TryGetProperty("zeroShotAccuracy", out _)), line => Assert.InRange(line.GetProperty("zeroShotAccuracy").GetDouble(), 0, 1));
        Assert.Equal(2, lines.Count(line => line.TryGetProperty("zeroShotAccuracy", out _)));
    }

    [Fact]
    public void A_residual_network_learns_with_the_statistics_of_its_batches()
    {
        string folder = world.NewFolder();
        ClipTrainingConfig config = Config with { Model = Config.Model with { Tower = ImageTowerKind.Resnet, VisionWidth = 8 } };
        Runs.Whole(ClipTrainer.Run, config, world.Root, folder);

        (ClipModel clip, WeightStore store) = ClipModel.Load(Path.Combine(folder, "final.safetensors"));
        using (store)
        {
            Assert.Equal([1, 1, 1, 1], Assert.IsType<ClipResNetConfig>(clip.Config.Vision).Blocks);
            Assert.Equal(config.Steps, store.Tensors["visual.bn1.num_batches_tracked"].ToArray<long>()[0]);
        }
    }
}
