using Referent.Training.Ppt;

namespace Referent.Training.Tests.Ppt;

public sealed class PptScheduleTests
{
    private static readonly PptConfig Config = new()
    {
        LearningRate = 1,
        WarmupSteps = 2,
        Stages = [new PptStage { Steps = 10 }, new PptStage { Steps = 10 }, new PptStage { Steps = 4, LearningRate = 0.5 }],
    };

    [Fact]
    public void Stages_share_one_cosine_and_those_with_a_rate_of_their_own_begin_at_it()
    {
        PptSchedule schedule = new(Config);
        Assert.Equal([0.5, 1, 1], [schedule.At(0), schedule.At(1), schedule.At(2)]);
        Assert.Equal(0.5, schedule.At(11), 2);
        Assert.True(schedule.At(19) < 0.03);
        Assert.Equal(0.5, schedule.At(20));
        Assert.True(schedule.At(23) < 0.1);
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.At(24));
    }
}
