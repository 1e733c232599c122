namespace Referent.Data.World.Output;

/// <summary>Makes items on several threads and takes them on one, in order, with a bounded number in memory.</summary>
internal static class OrderedParallel
{
    /// <summary>Items per thread that are made before any is taken. Chosen: evens out slow items; a few MB at most.</summary>
    private const int BatchPerThread = 16;

    /// <param name="count">The items are 0 .. count - 1.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="make">Called on any thread, once per item.</param>
    /// <param name="take">Called on the caller's thread, in order.</param>
    /// <param name="cancellation">Stops between items.</param>
    public static void Run<T>(int count, int threads, Func<int, T> make, Action<T> take, CancellationToken cancellation)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        T[] batch = new T[threads * BatchPerThread];
        for (int start = 0; start < count; start += batch.Length)
        {
            int length = Math.Min(batch.Length, count - start);
            int first = start;
            try
            {
                Parallel.For(0, length, options, i => batch[i] = make(first + i));
            }
            catch (AggregateException several)
            {
                throw several.InnerExceptions[0];
            }

            for (int i = 0; i < length; i++)
            {
                take(batch[i]);
            }
        }
    }
}
