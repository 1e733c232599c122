namespace Referent.Training.Loop;

/// <summary>
/// Makes the batches of the next steps on background threads and hands them over in order. A batch depends on its step only, so the
/// number of threads changes nothing but the speed. Batches taken are the caller's; those that nobody took are disposed of.
/// </summary>
public sealed class Prefetcher<TBatch> : IDisposable
{
    private readonly Func<long, TBatch> _make;
    private readonly long _end;
    private readonly Queue<Task<TBatch>> _ahead = new();
    private readonly CancellationTokenSource _stop = new();
    private long _next;

    /// <param name="make">Makes the batch of a step; called on any thread.</param>
    /// <param name="start">First step.</param>
    /// <param name="end">Step after the last.</param>
    /// <param name="depth">Batches made ahead, at least 1.</param>
    public Prefetcher(Func<long, TBatch> make, long start, long end, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        _make = make;
        _next = start;
        _end = end;
        for (int i = 0; i < depth; i++)
        {
            Enqueue();
        }
    }

    /// <summary>The batch of the next step.</summary>
    /// <exception cref="InvalidOperationException">All steps were taken.</exception>
    public TBatch Take()
    {
        Task<TBatch> task = _ahead.Count > 0 ? _ahead.Dequeue() : throw new InvalidOperationException("No batches are left.");
        Enqueue();
        return task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach (Task<TBatch> task in _ahead)
        {
            // Waits, and lets the faults of batches nobody asked for go.
            task.ContinueWith(Discard, TaskScheduler.Default).Wait();
        }

        _stop.Dispose();
    }

    private static void Discard(Task<TBatch> task)
    {
        if (task.IsCompletedSuccessfully && task.Result is IDisposable batch)
        {
            batch.Dispose();
        }
    }

    private void Enqueue()
    {
        if (_next < _end)
        {
            long step = _next++;
            _ahead.Enqueue(Task.Run(() => _make(step), _stop.Token));
        }
    }
}
