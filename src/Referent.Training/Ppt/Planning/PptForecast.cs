using System.Diagnostics;
using System.Globalization;
using Referent.Torch;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Ppt.Planning;

/// <summary>What a training will need, told before it begins: measured on two small steps here, and multiplied.</summary>
public sealed record PptForecast
{
    private const int SmallBatch = 1;

    private const int LargeBatch = 2;

    private const int Times = 3;

    /// <summary>Bytes of a parameter while it is trained: itself, its gradient, and Adam's two moments, each Float32.</summary>
    private const int TrainedBytes = 16;

    /// <summary>Batches of features in memory at once: those read ahead and the one in use.</summary>
    private const int BatchesAhead = 4;

    /// <summary>Trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Of the weights of CLIP and SAM.</summary>
    public required long FrozenBytes { get; init; }

    /// <summary>Whether these were random weights of the published sizes, since the preset is not here.</summary>
    public required bool IsRandom { get; init; }

    /// <summary>Of the features of one picture on disk.</summary>
    public required long PictureBytes { get; init; }

    /// <summary>Pictures whose features are kept; null while there are no pseudo-labels.</summary>
    public required int? Pictures { get; init; }

    /// <summary>Of what a step remembers for its gradients, a sample; measured.</summary>
    public required long SampleBytes { get; init; }

    /// <summary>Samples of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Of a whole step that decodes masks.</summary>
    public required double MaskStepSeconds { get; init; }

    /// <summary>Of a whole step that does not.</summary>
    public required double PointStepSeconds { get; init; }

    /// <summary>Steps that decode masks, and those that do not.</summary>
    public required (long Masks, long Points) Steps { get; init; }

    /// <summary>Seconds of all steps.</summary>
    public double Seconds => (Steps.Masks * MaskStepSeconds) + (Steps.Points * PointStepSeconds);

    /// <summary>Of a step's features: Float16 as read ahead, and Float32 in use.</summary>
    public long FeatureBytes => BatchSize * PictureBytes * (BatchesAhead + 2);

    /// <summary>In memory at once, .NET and libraries not counted.</summary>
    public long MemoryBytes => FrozenBytes + (Parameters * TrainedBytes) + FeatureBytes + (BatchSize * SampleBytes);

    /// <param name="config">Of the run.</param>
    /// <param name="dataDirectory">The data set's folder; its pictures are counted where it has pseudo-labels.</param>
    /// <param name="choice">Where the run will be.</param>
    /// <exception cref="Referent.Presets.PresetException">There is no such preset.</exception>
    public static PptForecast Make(PptConfig config, string dataDirectory, DeviceChoice choice = DeviceChoice.Auto)
    {
        ArgumentNullException.ThrowIfNull(config);
        Device device = choice.Resolve();
        using PptModels models = PptModels.Open(config, device);
        using PptStepTimer timer = new(config, models.Sizes, models.Projection, models.Sam, models.Shape, device);
        double Whole(double small, double large) => large + (Math.Max(0, large - small) * (config.BatchSize - LargeBatch) / (LargeBatch - SmallBatch));
        double points = Whole(timer.Time(SmallBatch, maskShare: 0, Times), timer.Time(LargeBatch, maskShare: 0, Times));
        double one = timer.Time(SmallBatch, maskShare: 1, Times);
        long before = PeakBytes();
        double masks = Whole(one, timer.Time(LargeBatch, maskShare: 1, Times));
        return new PptForecast
        {
            Parameters = timer.Parameters,
            FrozenBytes = models.Bytes,
            IsRandom = models.IsRandom,
            PictureBytes = models.Shape.Length * 2L,
            Pictures = PptDataset.CountPictures(config.Pool, dataDirectory),
            SampleBytes = (PeakBytes() - before) / (LargeBatch - SmallBatch),
            BatchSize = config.BatchSize,
            MaskStepSeconds = masks,
            PointStepSeconds = points,
            Steps = (config.Stages.Where(stage => stage.MaskShare > 0).Sum(stage => stage.Steps), config.Stages.Where(stage => stage.MaskShare == 0).Sum(stage => stage.Steps)),
        };
    }

    /// <summary>For people, a line each.</summary>
    public IEnumerable<string> Lines()
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string of = IsRandom ? "CLIP ViT-B/16 and SAM ViT-B (random: the preset is not here)" : "CLIP and SAM";
        yield return string.Create(invariant, $"generator: {Parameters:N0} parameters; {of}: {FrozenBytes / 1e9:F2} GB");
        yield return string.Create(invariant, $"memory: about {MemoryBytes / 1e9:F1} GB, of which {BatchSize} samples in a step take {BatchSize * SampleBytes / 1e9:F1} GB and their features {FeatureBytes / 1e9:F1} GB");
        yield return Pictures is { } pictures
            ? string.Create(invariant, $"features: {pictures:N0} pictures of {PictureBytes / 1e6:F2} MB on disk, {pictures * PictureBytes / 1e9:F1} GB")
            : string.Create(invariant, $"features: {PictureBytes / 1e6:F2} MB on disk a picture; how many tell the pseudo-labels, which `referent label ppt` makes");
        yield return string.Create(
            invariant,
            $"time on {TorchRuntime.Environment.Threads} threads here: about {Duration(Seconds)} for {Steps.Masks:N0} steps with masks of {MaskStepSeconds:F2} s and {Steps.Points:N0} without of {PointStepSeconds:F2} s, features not counted");
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:F0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:F0} days"),
    };

    /// <summary>The most memory of this process so far.</summary>
    private static long PeakBytes()
    {
        using Process here = Process.GetCurrentProcess();
        return here.PeakWorkingSet64;
    }
}
