using Referent.Training.Loop;

namespace Referent.Training.Tests.Loop;

public sealed class PrefetcherTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Batches_come_in_order_whatever_the_depth(int depth)
    {
        using Prefetcher<long> ahead = new(step =>
        {
            Thread.Sleep((int)(step % 3));
            return step * step;
        }, start: 4, end: 30, depth);

        Assert.Equal(Enumerable.Range(4, 26).Select(step => (long)step * step), Enumerable.Range(4, 26).Select(_ => ahead.Take()));
        Assert.Throws<InvalidOperationException>(() => ahead.Take());
    }

    [Fact]
    public void No_more_batches_are_made_ahead_than_asked_for()
    {
        int started = 0;
        using Prefetcher<int> ahead = new(_ => Interlocked.Increment(ref started), start: 0, end: 100, depth: 4);
        for (int taken = 1; taken <= 20; taken++)
        {
            ahead.Take();
            Assert.InRange(Volatile.Read(ref started), taken, taken + 4);
        }
    }

    [Fact]
    public void A_fault_arrives_with_its_own_step_and_as_it_was_thrown()
    {
        using Prefetcher<long> ahead = new(step => step == 2 ? throw new InvalidDataException("step 2") : step, start: 0, end: 5, depth: 5);
        Assert.Equal([0, 1], [ahead.Take(), ahead.Take()]);
        Assert.Equal("step 2", Assert.Throws<InvalidDataException>(() => ahead.Take()).Message);
        Assert.Equal(3, ahead.Take());
    }

    [Fact]
    public async Task Disposal_waits_for_what_runs_and_lets_faults_go()
    {
        int running = 0;
        using ManualResetEventSlim go = new();
        using CountdownEvent begun = new(2);
        Prefetcher<int> ahead = new(step =>
        {
            Interlocked.Increment(ref running);
            begun.Signal();
            go.Wait();
            Interlocked.Decrement(ref running);
            return step == 0 ? throw new InvalidDataException() : 1;
        }, start: 0, end: 2, depth: 2);
        begun.Wait(TestContext.Current.CancellationToken);
        Task disposal = Task.Run(ahead.Dispose, TestContext.Current.CancellationToken);
        Assert.NotSame(disposal, await Task.WhenAny(disposal, Task.Delay(50, TestContext.Current.CancellationToken)));

        go.Set();
        await disposal;
        Assert.Equal(0, running);
    }

    [Fact]
    public void Batches_that_nobody_took_are_disposed_of()
    {
        MemoryStream[] made = [new(), new(), new()];
        using CountdownEvent begun = new(made.Length);
        Prefetcher<MemoryStream> ahead = new(
            step =>
            {
                begun.Signal();
                return made[step];
            },
            start: 0,
            end: made.Length,
            depth: made.Length);
        MemoryStream taken = ahead.Take();
        begun.Wait(TestContext.Current.CancellationToken);
        ahead.Dispose();
        Assert.Same(made[0], taken);
        Assert.Equal([true, false, false], made.Select(batch => batch.CanRead));
    }
}
