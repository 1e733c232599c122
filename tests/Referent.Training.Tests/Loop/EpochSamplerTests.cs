using Referent.Training.Loop;

namespace Referent.Training.Tests.Loop;

public sealed class EpochSamplerTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(7, 7)]
    [InlineData(3, 8)]
    [InlineData(1, 4)]
    public void Every_epoch_visits_every_sample_once_before_the_next_begins(int samples, int batch)
    {
        const int epochs = 5;
        EpochSampler sampler = new(seed: 5, samples, batch);
        (long Epoch, int Sample)[] visits = [.. Enumerable.Range(0, epochs * samples).SelectMany(step => sampler.Batch(step)).Take(epochs * samples)];

        Assert.Equal(Enumerable.Range(0, epochs * samples).Select(i => (long)(i / samples)), visits.Select(visit => visit.Epoch));
        Assert.All(visits.GroupBy(visit => visit.Epoch), epoch => Assert.Equal(Enumerable.Range(0, samples), epoch.Select(visit => visit.Sample).Order()));
    }

    [Fact]
    public void A_step_has_the_same_samples_whatever_was_asked_before()
    {
        EpochSampler forwards = new(5, 20, 6), backwards = new(5, 20, 6);
        (long, int)[][] expected = [.. Enumerable.Range(0, 12).Select(step => forwards.Batch(step))];
        for (int step = 11; step >= 0; step--)
        {
            Assert.Equal(expected[step], backwards.Batch(step));
        }
    }

    [Fact]
    public void The_order_is_another_in_every_epoch_and_for_every_seed()
    {
        int[][] orders = [.. from seed in (int[])[1, 2] from epoch in (int[])[0, 1, 2] select new EpochSampler(seed, 30, 30).Batch(epoch).Select(visit => visit.Sample).ToArray()];
        Assert.Equal(orders.Length, orders.Select(order => string.Join(',', order)).Distinct().Count());
    }
}
