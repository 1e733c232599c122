using Referent.Models.Sam;
using Referent.Torch;
using Referent.Torch.Weights;
using Referent.Training.Foundations;
using Referent.Training.Loop;

namespace Referent.Training.Tests.Foundations;

[Collection(nameof(TrainingWorld))]
public sealed class SamTrainerTests(TrainingWorld world)
{
    private static readonly SamTrainingConfig Config = new()
    {
        Seed = 2,
        Model = new SamSizes
        {
            ImageSize = 64,
            PatchSize = 16,
            EncoderWidth = 32,
            Depth = 2,
            EncoderHeads = 2,
            WindowSize = 2,
            GlobalBlocks = [1],
            OutputChannels = 16,
            DecoderHeads = 2,
            DecoderHidden = 32,
        },
        BatchSize = 2,
        PointPrompts = 2,
        Steps = 7,
        WarmupSteps = 2,
        CheckpointEvery = 3,
        EvaluateEvery = 4,
        EvaluationPictures = 2,
    };

    [Fact]
    public void A_run_stopped_and_killed_on_its_way_ends_in_the_same_bytes()
    {
        string whole = Runs.AssertResumes(SamTrainer.Run, Config, world.Root, world.NewFolder(), stopAfter: 2, killAfter: 5);

        (SamModel sam, WeightStore store) = SamModel.Load(Path.Combine(whole, "final.safetensors"));
        store.Dispose();
        Assert.Equal((64, 2, 2), (sam.Config.ImageSize, sam.Config.Depth, sam.Config.DecoderHeads));
        Assert.Equal(2, Runs.Metrics(whole).Count(line => line.TryGetProperty("wholeIou", out _)));
    }

    [Fact]
    public void A_run_begins_from_the_weights_of_an_earlier_one_and_refuses_those_of_another_size()
    {
        string first = world.NewFolder(), second = world.NewFolder();
        Runs.Whole(SamTrainer.Run, Config, world.Root, first);
        string start = Path.Combine(first, "final.safetensors");
        Runs.Whole(SamTrainer.Run, Config with { Start = start, Steps = 1, LearningRate = 0 }, world.Root, second);

        using SafetensorsFile before = SafetensorsFile.Open(start), after = SafetensorsFile.Open(Path.Combine(second, "final.safetensors"));
        Assert.All(before.Tensors.Keys, name => Assert.Equal(before.Read(name).To(DType.Float32).ToArray<float>(), after.Read(name).To(DType.Float32).ToArray<float>()));

        SamTrainingConfig wider = Config with { Start = start, Model = Config.Model with { EncoderWidth = 48 } };
        Assert.Contains("other shapes", Assert.Throws<TrainingException>(() => Runs.Whole(SamTrainer.Run, wider, world.Root, world.NewFolder())).Message, StringComparison.Ordinal);
    }
}
