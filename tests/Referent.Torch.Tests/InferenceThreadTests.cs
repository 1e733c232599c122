using System.Collections.Concurrent;
using Referent.Torch.Interop;

namespace Referent.Torch.Tests;

public sealed class InferenceThreadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Work_from_many_threads_runs_on_one_thread_in_the_order_it_was_queued()
    {
        using InferenceThread thread = new();
        ConcurrentQueue<int> order = new();
        Task<int>[] tasks = [.. Enumerable.Range(0, 50).Select(i => thread.Run(() =>
        {
            order.Enqueue(i);
            return Environment.CurrentManagedThreadId;
        }))];

        int[] threads = await Task.WhenAll(tasks);

        Assert.Single(threads.Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, threads[0]);
        Assert.Equal(Enumerable.Range(0, 50), order);
    }

    [Fact]
    public async Task What_the_work_throws_reaches_the_caller_and_the_thread_goes_on()
    {
        using InferenceThread thread = new();

        Task<Tensor> refused = thread.Run(() => Tensor.Ones([2, 3]).MatMul(Tensor.Ones([2, 3])));

        await Assert.ThrowsAsync<TorchException>(() => refused);
        Assert.Equal(7, await thread.Run(() => 7));
    }

    [Fact]
    public async Task Gradients_are_not_recorded_and_the_callers_grad_mode_stands()
    {
        using InferenceThread thread = new();
        using Tensor weight = TensorScope.Detach(Tensor.Ones([2]));
        weight.RequiresGrad = true;

        bool recorded = await thread.Run(() =>
        {
            using TensorScope scope = TensorScope.Begin();
            return (weight * 2.0).RequiresGrad;
        });

        Assert.False(recorded);
        Assert.Equal(1, NativeMethods.GetGradMode());
    }

    [Fact]
    public async Task The_thread_uses_as_many_cores_as_its_maker()
    {
        int expected = TorchRuntime.Threads;
        using InferenceThread thread = new();
        Assert.Equal(expected, await thread.Run(() => TorchRuntime.Threads));
    }

    [Fact]
    public async Task Work_that_queues_work_and_waits_for_it_does_not_wait_for_itself()
    {
        using InferenceThread thread = new();
        int result = await thread.Run(() => thread.Run(() => 3).GetAwaiter().GetResult() + 1).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(4, result);
    }

    [Fact]
    public async Task Continuations_leave_the_thread_free()
    {
        using InferenceThread thread = new();
        Task<int> continued = thread.Run(() => Environment.CurrentManagedThreadId).ContinueWith(
            _ => Environment.CurrentManagedThreadId, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Assert.NotEqual(await thread.Run(() => Environment.CurrentManagedThreadId), await continued);
    }

    [Fact]
    public async Task Disposal_finishes_what_is_queued_and_refuses_more()
    {
        InferenceThread thread = new();
        Task<int>[] tasks = [.. Enumerable.Range(0, 20).Select(i => thread.Run(() =>
        {
            Thread.Sleep(1);
            return i;
        }))];

        thread.Dispose();
        thread.Dispose();

        Assert.All(tasks, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(tasks));
        Assert.Throws<ObjectDisposedException>(() => { _ = thread.Run(() => 0); });
    }

    [Fact]
    public async Task Disposal_by_its_own_work_is_refused_instead_of_waiting_for_ever()
    {
        using InferenceThread thread = new();
        Task<int> own = thread.Run(() =>
        {
            thread.Dispose();
            return 0;
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => own.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }
}
