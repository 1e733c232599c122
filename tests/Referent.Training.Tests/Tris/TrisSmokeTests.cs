using Referent.TestSupport;
using Referent.Training.Configuration;
using Referent.Training.Tris;

namespace Referent.Training.Tests.Tris;

/// <summary>
/// The three trainings of <c>configs/tris-smoke.json</c>: stopped and killed on the way, or with another ground truth, they end in the same bytes.
/// </summary>
[Collection(nameof(TrainingWorld))]
public sealed class TrisSmokeTests(TrainingWorld world)
{
    [Fact]
    public void The_first_stage_resumes_and_does_without_ground_truth() => Check(
        TrisStage1Trainer.Run, Load<TrisStage1TrainingConfig>("tris-stage1", $"preset={world.Preset}", "data.selectionSplit=train"), "vocabulary.txt");

    [Fact]
    public void IRNet_resumes_and_does_without_ground_truth()
    {
        string labels = world.NewFolder();
        LabelledWorld.WriteMaps(world.Root, labels);
        Check(IrNetTrainer.Run, Load<IrNetTrainingConfig>("irnet", $"labels={labels}"), AffinityLabelPool.FileName);
    }

    [Fact]
    public void The_second_stage_resumes_and_does_without_ground_truth()
    {
        string labels = world.NewFolder();
        LabelledWorld.WriteMasks(world.Root, labels);
        Check(TrisStage2Trainer.Run, Load<TrisStage2TrainingConfig>("tris-stage2", $"preset={world.Preset}", $"labels={labels}"), "vocabulary.txt");
    }

    private static TConfig Load<TConfig>(string section, params string[] overrides)
        where TConfig : class, new() =>
        ConfigFile.Load<TConfig>(Path.Combine(Fixtures.RepositoryRoot, "configs/tris-smoke.json"), overrides, section);

    private void Check<TConfig>(Runs.Trainer<TConfig> train, TConfig config, params string[] files)
    {
        Runs.AssertResumes(train, config, world.Root, world.NewFolder(), stopAfter: 5, killAfter: 10, files);
        Runs.AssertSame(train, config, world.Root, world.CopyWithScrambledTruth(), world.NewFolder(), files);
    }
}
