using System.Globalization;
using Referent.Torch;
using Referent.Training.Loop;
using Referent.Training.Ppt.Data;

namespace Referent.Training.Ppt.Planning;

/// <summary>
/// What a training will need, told before it begins: measured on a few steps here, on the CPU small ones, multiplied. What the
/// features of texts take is not counted.
/// </summary>
public sealed record PptForecast
{
    /// <summary>
    /// Samples of the second of two steps, whose difference to the first one, of one sample, is a sample's share. Chosen: of two samples it
    /// drowns in noise where steps are short.
    /// </summary>
    private const int LargeBatch = 8;

    /// <summary>The same where steps are slow. Chosen: at full size a CPU has no time for more.</summary>
    private const int LargeBatchOfSlowSteps = 2;

    /// <summary>Seconds of a step of one sample from which steps are slow. Chosen: the steps of eight end within half a minute.</summary>
    private const double SlowStep = 1;

    /// <summary>Steps of each kind that count. Chosen: a median wants three.</summary>
    private const int Times = 3;

    /// <summary>
    /// What .NET and libraries take. Chosen: a run of configs/ppt-smoke.json on a CPU peaked at 632 MB, 91 of which are counted otherwise.
    /// </summary>
    private const long ProgramBytes = 540_000_000;

    /// <summary>Bytes of a parameter while it is trained: itself, its gradient, and Adam's two moments, each Float32.</summary>
    private const int TrainedBytes = 16;

    /// <summary>Trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Bytes of the weights of CLIP and SAM.</summary>
    public required long FrozenBytes { get; init; }

    /// <summary>Whether these were random weights of the published sizes, since the preset is not here.</summary>
    public required bool IsRandom { get; init; }

    /// <summary>Bytes of the features of one picture on disk, Float16.</summary>
    public required long PictureBytes { get; init; }

    /// <summary>Pictures whose features are kept; null while there are no pseudo-labels.</summary>
    public required int? Pictures { get; init; }

    /// <summary>Bytes that a step remembers for its gradients, a sample; null on a GPU, whose memory is not measured.</summary>
    public required long? SampleBytes { get; init; }

    /// <summary>Samples of a step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Seconds of a whole step that decodes masks.</summary>
    public required double MaskStepSeconds { get; init; }

    /// <summary>Seconds of a whole step that does not.</summary>
    public required double PointStepSeconds { get; init; }

    /// <summary>Steps that decode masks, and those that do not.</summary>
    public required (long Masks, long Points) Steps { get; init; }

    /// <summary>Seconds of all steps.</summary>
    public double Seconds => (Steps.Masks * MaskStepSeconds) + (Steps.Points * PointStepSeconds);

    /// <summary>Bytes of the features of the step in use, Float16 and Float32, and of those read ahead.</summary>
    public long FeatureBytes => BatchSize * PictureBytes * (PptTrainer.BatchesAhead + 3);

    /// <summary>Bytes of the program, models, optimiser, features and, where they are measured, activations.</summary>
    public long MemoryBytes => ProgramBytes + FrozenBytes + (Parameters * TrainedBytes) + FeatureBytes + (BatchSize * SampleBytes ?? 0);

    /// <summary>Takes the steps and counts the pictures.</summary>
    /// <param name="config">Of the run.</param>
    /// <param name="dataDirectory">The data set's folder; its pictures are counted where it has pseudo-labels.</param>
    /// <param name="choice">Where the run will be.</param>
    /// <exception cref="Referent.Presets.PresetException">There is no such preset.</exception>
    /// <exception cref="TrainingException">Values do not fit each other, or the preset cannot give what the generator is to see.</exception>
    public static PptForecast Make(PptConfig config, string dataDirectory, DeviceChoice choice = DeviceChoice.Auto)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Device device = choice.Resolve();
        using FrozenParts models = FrozenParts.Open(config, device);
        using PptStepTimer timer = new(config, models.Sizes, models.Tower, models.Sam, models.Shape, device);
        (double points, _) = Step(timer, config.BatchSize, maskShare: 0, device);
        (double masks, long? sample) = Step(timer, config.BatchSize, maskShare: 1, device);
        return new PptForecast
        {
            Parameters = timer.Parameters,
            FrozenBytes = models.Bytes,
            IsRandom = models.IsRandom,
            PictureBytes = models.Shape.Length * 2L,
            Pictures = PptDataset.CountPictures(config.Pool, dataDirectory),
            SampleBytes = sample,
            BatchSize = config.BatchSize,
            MaskStepSeconds = masks,
            PointStepSeconds = points,
            Steps = (
                config.Stages.Where(stage => stage.MaskShare > 0).Sum(stage => stage.Steps),
                config.Stages.Where(stage => stage.MaskShare == 0).Sum(stage => stage.Steps)),
        };
    }

    /// <summary>For people, a line each.</summary>
    public IEnumerable<string> Lines()
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        string models = IsRandom ? FrozenParts.RandomName : "CLIP and SAM";
        yield return string.Create(invariant, $"generator: {Parameters:N0} parameters; {models}: {Size(FrozenBytes)}");
        string activations = SampleBytes is { } sample
            ? string.Create(invariant, $"of which {BatchSize} samples in a step take {Size(BatchSize * sample)}")
            : "without what a step remembers on the GPU, which is not measured,";
        yield return string.Create(
            invariant, $"memory: about {Size(MemoryBytes)}, {activations} and their features {Size(FeatureBytes)}");
        yield return Pictures is { } pictures
            ? string.Create(
                invariant, $"features: {pictures:N0} pictures of {PictureBytes / 1e6:F2} MB on disk, {Size(pictures * PictureBytes)}")
            : string.Create(
                invariant,
                $"features: {PictureBytes / 1e6:F2} MB on disk a picture; how many tell the pseudo-labels, which `referent label ppt` makes");
        yield return string.Create(
            invariant,
            $"time: about {Duration(Seconds)} here, for {Steps.Masks:N0} steps with masks of {MaskStepSeconds:F2} s "
            + $"and {Steps.Points:N0} without of {PointStepSeconds:F2} s; making features is not counted, and other work here tells in it");
    }

    /// <summary>Seconds of a whole step, and bytes that a sample adds to it.</summary>
    private static (double Seconds, long? SampleBytes) Step(PptStepTimer timer, int batch, double maskShare, Device device)
    {
        if (device.IsCuda)
        {
            // Small steps there take the time of their launches, whatever their size.
            return (timer.Time(batch, maskShare, Times), null);
        }

        (double Seconds, long Bytes) Measure(int samples)
        {
            PeakMemory.Reset();
            return (timer.Time(samples, maskShare, Times), PeakMemory.Bytes());
        }

        (double Seconds, long Bytes) one = Measure(1);
        int many = one.Seconds < SlowStep ? LargeBatch : LargeBatchOfSlowSteps;
        (double Seconds, long Bytes) large = Measure(many);
        double each = Math.Max(0, large.Seconds - one.Seconds) / (many - 1);
        return (one.Seconds + (each * (batch - 1)), Math.Max(0, large.Bytes - one.Bytes) / (many - 1));
    }

    private static string Size(long bytes) => bytes < 100_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB");

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds:F0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:F0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:F0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:F0} days"),
    };
}
