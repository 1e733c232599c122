using System.Collections.Concurrent;
using System.Diagnostics;
using Referent.Data.Features;
using Referent.Torch;
using Referent.Training.Loop;

namespace Referent.Training.Ppt.Data;

/// <summary>The frozen features of every picture of a training run, from the cache that runs share.</summary>
public sealed class FeaturePool : IDisposable
{
    private readonly PptDataset _dataset;
    private readonly FeatureEncoder _encoder;
    private readonly FeatureCache _cache;
    private readonly IProgress<string>? _notes;
    private readonly ConcurrentDictionary<FeatureKey, Half[]> _remade = [];

    private FeaturePool(PptDataset dataset, FeatureEncoder encoder, FeatureCache cache, IProgress<string>? notes) =>
        (_dataset, _encoder, _cache, _notes) = (dataset, encoder, cache, notes);

    public FeatureShape Shape => _encoder.Shape;

    /// <summary>Opens the cache and makes what it lacks; says first how much that is, and soon how long it takes.</summary>
    /// <param name="dataset">The pictures; borrowed.</param>
    /// <param name="encoder">Borrowed.</param>
    /// <param name="dataDirectory">The data set's folder, where features are unless the options name another place.</param>
    /// <param name="options">Of the run.</param>
    /// <exception cref="IOException">Limit or disk have no room for the features.</exception>
    /// <exception cref="OperationCanceledException">The run was asked to stop.</exception>
    public static FeaturePool Open(PptDataset dataset, FeatureEncoder encoder, string dataDirectory, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(options);
        string folder = options.FeatureFolder ?? Path.Combine(dataDirectory, FeatureCacheFolder.DefaultName);
        var cache = FeatureCache.Open(new FeatureCacheOptions { Folder = folder, Limit = options.FeatureLimit }, encoder.Space);
        try
        {
            FeaturePlan plan = cache.Plan(dataset.Keys);
            options.Notes?.Report($"Features of {plan}, in {folder}.");
            bool isTimed = false;
            Half[] Make(IReadOnlyList<int> pictures)
            {
                long start = Stopwatch.GetTimestamp();
                Half[] records = encoder.Encode([.. pictures.AsParallel().AsOrdered().Select(dataset.Picture)]);
                if (!isTimed)
                {
                    isTimed = true;
                    TimeSpan expected = Stopwatch.GetElapsedTime(start) * ((double)plan.Missing / pictures.Count);
                    options.Notes?.Report($"Making them will take about {expected:h\\:mm\\:ss}.");
                }

                return records;
            }

            cache.Fill(dataset.Keys, Make, encoder.Batch, new PreparationProgress(options, "features"), options.Stop);
            return new FeaturePool(dataset, encoder, cache, options.Notes);
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    /// <summary>Reads the records of a batch, on any thread; one that is damaged is made again.</summary>
    /// <returns>Float16, in the memory of the frozen models; the innermost scope's.</returns>
    public FeatureBatch Read(IReadOnlyList<int> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        IReadOnlyList<int> lengths = Shape.Lengths;
        Half[][] parts = [.. lengths.Select(length => new Half[pictures.Count * length])];
        Half[] buffer = new Half[Shape.Length];
        for (int i = 0; i < pictures.Count; i++)
        {
            Span<Half> rest = Record(pictures[i], buffer);
            for (int part = 0; part < parts.Length; part++)
            {
                rest[..lengths[part]].CopyTo(parts[part].AsSpan(i * lengths[part]));
                rest = rest[lengths[part]..];
            }
        }

        Tensor ToTensor(Half[] part, params long[] shape) => Tensor.From<Half>(part, shape, _encoder.Device);
        return new FeatureBatch(
            [.. parts[..^1].Zip(Shape.Tokens, (part, tokens) => ToTensor(part, pictures.Count, tokens, Shape.Width))],
            ToTensor(parts[^1], pictures.Count, Shape.SamChannels, Shape.SamGrid, Shape.SamGrid));
    }

    public void Dispose() => _cache.Dispose();

    private Half[] Record(int picture, Half[] buffer)
    {
        FeatureKey key = _dataset.Keys[picture];
        if (_remade.TryGetValue(key, out Half[]? remade))
        {
            return remade;
        }

        if (_cache.TryRead(key, buffer))
        {
            return buffer;
        }

        // One at a time: encoding takes all cores.
        lock (_remade)
        {
            return _remade.GetOrAdd(key, _ =>
            {
                _notes?.Report($"The features of picture {picture} were damaged on disk and are made again.");
                return _encoder.Encode([_dataset.Picture(picture)]);
            });
        }
    }
}
