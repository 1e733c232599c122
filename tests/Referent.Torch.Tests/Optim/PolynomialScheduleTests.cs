using Referent.Torch.Optim;

namespace Referent.Torch.Tests.Optim;

public sealed class PolynomialScheduleTests
{
    [Fact]
    public void The_rate_falls_from_its_peak_to_nothing()
    {
        PolynomialSchedule schedule = new() { Peak = 0.1, TotalSteps = 100 };
        Assert.Equal(0.1, schedule.At(0));
        Assert.Equal(0.1 * Math.Pow(0.75, 0.9), schedule.At(25), 1e-12);
        Assert.Equal(0, schedule.At(100));
        Assert.Equal(0, schedule.At(101));
    }

    /// <summary>Hazard of TRIS: the second stage's schedule counts steps but moves once in an epoch.</summary>
    [Fact]
    public void A_schedule_that_moves_once_in_an_epoch_hardly_falls()
    {
        PolynomialSchedule schedule = new() { Peak = 1, TotalSteps = 15 * 800, Lag = 800 };
        Assert.Equal(1, schedule.At(799));
        Assert.Equal(Math.Pow(1 - (1.0 / 12_000), 0.9), schedule.At(800), 1e-12);
        Assert.InRange(schedule.At((15 * 800) - 1), 0.998, 1);
    }
}
