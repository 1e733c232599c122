using Referent.Data;

namespace Referent.Training.Loop;

/// <summary>
/// Which samples a step sees: every epoch visits all samples once, in an order that depends on seed and epoch only, so that a position
/// is a step number and nothing else. The last batch of an epoch goes on into the next.
/// </summary>
public sealed class EpochSampler(long seed, int sampleCount, int batchSize)
{
    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x6570_6F63;

    private readonly Lock _lock = new();
    private long _epoch = -1;
    private int[] _order = [];

    /// <summary>The samples of one step: (epoch, sample), length <c>batchSize</c>.</summary>
    public (long Epoch, int Sample)[] Batch(long step)
    {
        (long, int)[] batch = new (long, int)[batchSize];
        for (int i = 0; i < batchSize; i++)
        {
            long position = (step * batchSize) + i;
            long epoch = position / sampleCount;
            batch[i] = (epoch, OrderOf(epoch)[position % sampleCount]);
        }

        return batch;
    }

    private int[] OrderOf(long epoch)
    {
        lock (_lock)
        {
            if (epoch != _epoch)
            {
                int[] order = [.. Enumerable.Range(0, sampleCount)];
                new CounterRandom(seed, Purpose, epoch).Shuffle(order);
                (_order, _epoch) = (order, epoch);
            }

            return _order;
        }
    }
}
