using Referent.Models.Sam;
using Referent.Torch.Weights;
using Referent.Training.Foundations;

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
        string whole = world.NewFolder(), pieces = world.NewFolder();
        Runs.Whole(SamTrainer.Run, Config, world.Root, whole);
        Runs.InPieces(SamTrainer.Run, Config, world.Root, pieces, stopAfter: 2, killAfter: 5);
        Runs.AssertSameResults(whole, pieces);

        (SamModel sam, WeightStore store) = SamModel.Load(Path.Combine(whole, "final.safetensors"));
        store.Dispose();
        Assert.Equal((64, 2, 2), (sam.Config.ImageSize, sam.Config.Depth, sam.Config.DecoderHeads));
        Assert.Equal(2, Runs.Lines(Path.Combine(whole, "metrics.jsonl")).Count(line => line.TryGetProperty("wholeIou", out _)));
    }
}
