using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Configuration;
using Referent.Training.Loop;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

[Collection(nameof(TrainingWorld))]
public sealed class IrNetTrainerTests : IDisposable
{
    private readonly TrainingWorld _world;
    private readonly string _labels;

    public IrNetTrainerTests(TrainingWorld world)
    {
        _world = world;
        _labels = world.NewFolder();
        LabelledWorld.WriteMaps(world.Root, _labels);
    }

    private IrNetTrainingConfig Config => new()
    {
        Seed = 3,
        Labels = _labels,
        Trunk = new IrNetTrunkSource { Sizes = new IrNetTrunkSizes { Width = 8 } },
        EdgeWidth = 8,
        DisplacementWidth = 8,
        Refs = 2,
        CropSize = 64,
        Radius = 3,
        BatchSize = 2,
        Steps = 7,
        CheckpointEvery = 3,
    };

    [Fact]
    public void A_run_stopped_and_killed_on_its_way_ends_in_the_same_bytes()
    {
        Runs.AssertResumes(IrNetTrainer.Run, Config, _world.Root, _world.NewFolder(), stopAfter: 2, killAfter: 5, AffinityLabelPool.FileName);
    }

    [Fact]
    public void A_run_that_falls_apart_stops_with_stage_step_and_samples()
    {
        Runs.AssertStopsWhereNotFinite(IrNetTrainer.Run, Config with { EdgeRate = 1e30, DisplacementRate = 1e30, CheckpointEvery = 1 }, _world.Root, _world.NewFolder(), "irnet, step ", "samples: ");
    }

    [Fact]
    public void The_ground_truth_has_no_influence()
    {
        Runs.AssertSame(IrNetTrainer.Run, Config, _world.Root, _world.CopyWithScrambledTruth(), _world.NewFolder(), AffinityLabelPool.FileName);
    }

    [Fact]
    public void The_trunk_stays_as_the_first_stage_has_it_and_the_heads_learn()
    {
        string clip = ResNetClip.Train(_world), run = _world.NewFolder();
        IrNetTrainingConfig config = Config with
        {
            Trunk = new IrNetTrunkSource { Weights = Path.Combine(clip, "final.safetensors") },
            Refs = 1,
            SmallestScale = 1,
            DisplacementRate = 0.1,
            LargestScale = 1,
            Steps = 15,
        };
        Runs.Whole(IrNetTrainer.Run, config, _world.Root, run);

        using TensorScope scope = TensorScope.Begin();
        using SafetensorsFile before = SafetensorsFile.Open(Path.Combine(clip, "final.safetensors"));
        using SafetensorsFile after = SafetensorsFile.Open(Path.Combine(run, "final.safetensors"));
        string[] trunk = [.. after.Header.Entries.Keys.Where(name => name.StartsWith("clip.", StringComparison.Ordinal))];
        Assert.True(trunk.Length > 50);
        Assert.All(trunk.Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal)), name =>
            Assert.Equal(Floats(before.Read("visual." + name["clip.".Length..])), Floats(after.Read(name))));
        Assert.Contains(Floats(after.Read("fc_dp7.4.running_mean")), value => value != 0);

        double[] losses = Runs.Losses(run);
        Assert.True(losses[^5..].Average() < losses[..5].Average(), $"The losses are {string.Join(", ", losses)}.");
    }

    [Fact]
    public void A_trunk_may_have_torchvisions_names_with_a_classifier_and_counters()
    {
        string path = _world.NewFolder() + ".safetensors";
        using TensorScope scope = TensorScope.Begin();
        using WeightStore store = WeightStore.Initialise(1);
        _ = new Models.IrNet.IrNetModel(store.Root, new() { Width = 4, Blocks = [1, 2, 1, 1], EdgeWidth = 8, DisplacementWidth = 8 });
        Dictionary<string, Tensor> tensors = store.Tensors.Where(item => Models.IrNet.IrNetModel.IsTrunk(item.Key))
            .ToDictionary(item => item.Key["resnet50.".Length..], item => item.Value, StringComparer.Ordinal);
        tensors["fc.weight"] = Tensor.Zeros([10, 128]);
        tensors["bn1.num_batches_tracked"] = Tensor.Zeros([], DType.Int64);
        SafetensorsWriter.Write(path, tensors);

        IrNetTrunkStart start = IrNetTrunkStart.Open(new IrNetTrunkSource { Weights = path });
        Assert.Equal((Models.IrNet.IrNetTrunk.ResNet, 4), (start.Config.Trunk, start.Config.Width));
        Assert.Equal([1, 2, 1, 1], start.Config.Blocks);
        using WeightStore filled = WeightStore.Initialise(2);
        _ = new Models.IrNet.IrNetModel(filled.Root, start.Config with { EdgeWidth = 8, DisplacementWidth = 8 });
        start.Fill(filled);
        Assert.Equal(Floats(tensors["layer2.1.conv2.weight"]), Floats(filled.Tensors["resnet50.layer2.1.conv2.weight"]));

        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["fc.weight"] = tensors["fc.weight"] });
        Assert.Throws<TrainingException>(() => IrNetTrunkStart.Open(new IrNetTrunkSource { Weights = path }));
    }

    [Fact]
    public void Maps_that_were_never_made_are_missed_with_the_command_that_makes_them() =>
        Assert.Contains("label tris-maps", Assert.Throws<FileNotFoundException>(() => IrNetTrainer.Run(
            Config with { Labels = _world.NewFolder() }, _world.Root, new RunOptions { OutputDirectory = _world.NewFolder() })).Message, StringComparison.Ordinal);

    [Fact]
    public void All_faults_of_a_configuration_are_reported_at_once()
    {
        string message = Assert.Throws<ConfigException>(() => (Config with { CropSize = 40, Radius = 10, EdgeWidth = 6, Trunk = new IrNetTrunkSource() }).Validate()).Message;
        Assert.All((string[])["cropSize", "edgeWidth", "trunk"], key => Assert.Contains(key, message, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_labels, recursive: true);

    private static float[] Floats(Tensor tensor) => tensor.To(DType.Float16).To(DType.Float32).ToArray<float>();
}
