using System.Collections.Concurrent;

namespace Referent.Torch;

/// <summary>
/// One thread for all inference of a program, with a queue. libtorch starts a team of spinning OpenMP threads for every thread
/// that calls it, so callers on many threads would fight over the cores; here they wait for their turn instead.
/// Gradients are not recorded on this thread.
/// </summary>
public sealed class InferenceThread : IDisposable
{
    private readonly BlockingCollection<Action> _queue = [];
    private readonly Thread _thread;
    private int _disposed;

    /// <exception cref="DllNotFoundException">The bridge or libtorch is missing.</exception>
    public InferenceThread()
    {
        int threads = TorchRuntime.Threads; // loads the bridge here, where a fault reaches the caller
        _thread = new Thread(() => Work(threads)) { Name = "referent inference", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// Runs <paramref name="work"/> after everything queued before it; called on this thread itself, at once, so that a step may
    /// use another without waiting for itself.
    /// </summary>
    /// <param name="work">Tensors it makes belong to its own scopes; what it returns belongs to the caller.</param>
    /// <returns>A task with the result, or with what <paramref name="work"/> threw. Continuations run elsewhere.</returns>
    /// <exception cref="ObjectDisposedException">The thread no longer takes work.</exception>
    public Task<T> Run<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (IsCurrent)
        {
            Complete(done, work);
            return done.Task;
        }

        try
        {
            _queue.Add(() => Complete(done, work));
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(InferenceThread), "The inference thread was disposed and takes no more work.");
        }

        return done.Task;
    }

    /// <summary>Refuses new work, finishes what is queued, then ends the thread.</summary>
    /// <exception cref="InvalidOperationException">Called on the thread itself, which cannot wait for its own end.</exception>
    public void Dispose()
    {
        if (IsCurrent)
        {
            throw new InvalidOperationException("An InferenceThread is disposed from outside, not by its own work.");
        }

        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _queue.CompleteAdding();
            _thread.Join();
            _queue.Dispose();
        }
    }

    private bool IsCurrent => Thread.CurrentThread == _thread;

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> work)
    {
        try
        {
            done.SetResult(work());
        }
        catch (Exception fault)
        {
            done.SetException(fault);
        }
    }

    private void Work(int threads)
    {
        TorchRuntime.Threads = threads; // OpenMP's thread count is per calling thread
        using NoGrad noGrad = NoGrad.Begin();
        foreach (Action action in _queue.GetConsumingEnumerable())
        {
            action();
        }
    }
}
