using System.Diagnostics;
using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Masks;
using Referent.Models.Localisation;
using Referent.Models.Sam;
using Referent.Presets;
using Referent.Prompting;
using Referent.Torch;

namespace Referent;

/// <summary>
/// A picture and a phrase in, the mask of what the phrase refers to out. Thread-safe: calls from any thread wait for their turn on one
/// thread of its own, since a single call uses all cores already.
/// </summary>
public sealed class Segmenter : IDisposable
{
    private readonly InferenceThread _thread;
    private readonly MethodModels _models;
    private readonly Device _device;

    private Segmenter(PresetFolder folder, SegmentationMethod method, SegmenterOptions options)
    {
        Preset = folder.Preset;
        Method = method;
        LocaliserKind localiser = Preset.Localiser?.Kind ?? LocaliserKind.Surgery;
        string?[] named =
        [
            SegmentationMethods.NameOf(method),
            options.Localiser is { } chosen && chosen != localiser ? $"localiser {LocaliserKinds.NameOf(chosen)}" : null,
            options.MapPrompt is { } mapPrompt && mapPrompt != MapPrompt.Points ? MapPrompts.NameOf(mapPrompt) : null,
            options.AsReleased ? "as released" : null,
            options.Crf ? "CRF" : null,
            options.BFloat16 ? "bf16" : null,
        ];
        Variant = string.Join(", ", named.OfType<string>());
        _device = options.Device.Resolve();
        _thread = new InferenceThread();
        try
        {
            SegmenterOptions resolved = options with { Localiser = options.Localiser ?? localiser };
            _models = _thread.Run(() => MethodModels.Load(folder, method, resolved, _device)).GetAwaiter().GetResult();
        }
        catch
        {
            _thread.Dispose();
            throw;
        }
    }

    public Preset Preset { get; }

    public SegmentationMethod Method { get; }

    /// <summary>The method's name, with what was asked for beside it: "clip-es, CRF". Equal ones with equal presets give equal masks.</summary>
    public string Variant { get; }

    /// <exception cref="ArgumentException">An option does not go with the method.</exception>
    /// <exception cref="PresetException">The preset is not there, is damaged, or lacks a part that the method needs.</exception>
    /// <exception cref="NotSupportedException">The device is not there.</exception>
    /// <exception cref="DllNotFoundException">libtorch or the bridge to it is not installed.</exception>
    public static Segmenter Load(SegmenterOptions? options = null)
    {
        options ??= new SegmenterOptions();
        PresetFolder folder = PresetFolder.Open(options.Preset);
        SegmentationMethod method = options.Method ?? BestOf(folder.Preset);
        options.Check(method);
        return new Segmenter(folder, method, options);
    }

    /// <summary>Looks at a picture, once for all phrases.</summary>
    /// <returns>The caller's, to be disposed after its last phrase. It works only with this segmenter, and only until that is disposed.</returns>
    /// <exception cref="Imaging.Codecs.ImageFormatException">
    /// The picture is so long and narrow that its short side vanishes in SAM's input.
    /// </exception>
    public EmbeddedImage Embed(RgbImage image) => EmbedAsync(image).GetAwaiter().GetResult();

    /// <inheritdoc cref="Embed"/>
    public Task<EmbeddedImage> EmbedAsync(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return _thread.Run(() => EmbedNow(image));
    }

    /// <summary>An embedding that <see cref="EmbeddedImage.Save"/> kept, in place of looking at the picture again.</summary>
    /// <param name="path">Written by a segmenter with the same preset and method.</param>
    /// <returns>The caller's, as <see cref="Embed"/>'s.</returns>
    /// <exception cref="Torch.Weights.WeightFormatException">The file is damaged, or holds no embedding of this preset and method.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public EmbeddedImage LoadEmbedded(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _thread.Run(() => EmbeddingFile.Read(path, this, _models.Sam, _device)).GetAwaiter().GetResult();
    }

    /// <summary>Finds what a phrase refers to.</summary>
    /// <param name="image">Of this segmenter.</param>
    /// <param name="phrase">Not empty; what is too long for the text encoder is cut, see <see cref="Segmentation.Truncated"/>.</param>
    /// <exception cref="ArgumentException">The phrase is empty, or the picture was embedded by another segmenter.</exception>
    /// <exception cref="InvalidOperationException">The method is the oracle, which listens to no phrase.</exception>
    public Segmentation Segment(EmbeddedImage image, string phrase) => SegmentAsync(image, phrase).GetAwaiter().GetResult();

    /// <inheritdoc cref="Segment(EmbeddedImage, string)"/>
    public Task<Segmentation> SegmentAsync(EmbeddedImage image, string phrase)
    {
        Check(image);
        ArgumentException.ThrowIfNullOrWhiteSpace(phrase);
        IPhrasePrompter prompter = _models.Prompter ?? throw new InvalidOperationException(
            $"{SegmentationMethods.NameOf(Method)} is shown the ground truth instead of a phrase; give it the mask.");
        return _thread.Run(() => SegmentNow(image, () => prompter.Prompt(image.Features, image.Size, phrase), prompter.Multimask));
    }

    /// <summary>What SAM makes of points on the ground truth, five on it and three beside it in its box: the ceiling of every method.</summary>
    /// <param name="image">Of this segmenter.</param>
    /// <param name="truth">Of the picture's size, not empty.</param>
    /// <param name="seed">Decides the points.</param>
    /// <exception cref="ArgumentException">The mask is empty or of another size, or the picture was embedded by another segmenter.</exception>
    public Segmentation SegmentTruth(EmbeddedImage image, BinaryMask truth, long seed = 0)
    {
        Check(image);
        ArgumentNullException.ThrowIfNull(truth);
        if (truth.Size != image.Size)
        {
            throw new ArgumentException($"The mask is {truth.Size}, the picture {image.Size}; expected the same.", nameof(truth));
        }

        IReadOnlyList<ScoredPoint> points = [.. new PointPromptSampler(truth).Draw(inside: 5, outside: 3, new CounterRandom(seed))
            .Select(point => new ScoredPoint(point, point.Positive ? 1 : 0))];
        return _thread
            .Run(() => SegmentNow(image, () => new PhrasePrompt(points, null, [], Truncated: false), multimask: false))
            .GetAwaiter().GetResult();
    }

    /// <summary>Finishes what was asked for, then frees the models.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        _models.Dispose();
    }

    internal void Save(EmbeddedImage image, string path) => _thread.Run(() =>
    {
        EmbeddingFile.Write(path, image);
        return true;
    }).GetAwaiter().GetResult();

    /// <summary>Chosen: by the table of docs/results, TRIS of the tiny preset.</summary>
    private static SegmentationMethod BestOf(Preset preset) => preset switch
    {
        { Generator: not null } => SegmentationMethod.Ppt,
        { Tris: not null, Sam: not null } => SegmentationMethod.TrisSam,
        { Tris: not null } => SegmentationMethod.Tris,
        _ => SegmentationMethod.ClipSam,
    };

    private EmbeddedImage EmbedNow(RgbImage image)
    {
        long start = Stopwatch.GetTimestamp();
        SamImage? sam = _models.Sam?.Embed(image);
        try
        {
            bool isFamiliar = _models.IsFamiliar(image);
            IReadOnlyList<Tensor> features = _models.Prompter?.Embed(image) ?? [];
            return new EmbeddedImage(this, image.Size, sam, features, isFamiliar, Stopwatch.GetElapsedTime(start));
        }
        catch
        {
            sam?.Dispose();
            throw;
        }
    }

    private Segmentation SegmentNow(EmbeddedImage image, Func<PhrasePrompt> ask, bool multimask)
    {
        long start = Stopwatch.GetTimestamp();
        PhrasePrompt prompt = ask();
        TimeSpan promptTime = Stopwatch.GetElapsedTime(start);

        SamPrediction prediction = (prompt, _models.Sam, image.Sam) switch
        {
            ({ Mask: { } mask }, _, _) => new SamPrediction(mask, 0),
            ({ Points.Count: > 0 } or { Box: not null }, { } sam, { } embedded) =>
                sam.Predict(embedded, new SamImagePrompt([.. prompt.Points.Select(point => point.Point)], prompt.Box, prompt.Logits), multimask),
            _ => new SamPrediction(new BinaryMask(image.Size), 0),
        };
        double score = prompt.Score ?? prediction.PredictedIou;
        double presence = prompt.Presence ?? score;
        return new Segmentation
        {
            Mask = prediction.Mask,
            Score = score,
            Presence = presence,
            Found = presence > prompt.MinPresence && prediction.Mask.Pixels.AsSpan().Contains((byte)1),
            Points = prompt.Points,
            Peak = prompt.Peak,
            Response = prompt.Response,
            Candidates = prompt switch
            {
                { Candidates.Count: > 0 } => prompt.Candidates,
                { Points.Count: > 0 } => [new Candidate(score, prompt.Points)],
                _ => [new Candidate(score, []) { Extent = RunLengthMask.FromMask(prediction.Mask).BoundingBox() }],
            },
            Truncated = prompt.Truncated,
            PromptTime = promptTime,
            DecodeTime = Stopwatch.GetElapsedTime(start) - promptTime,
        };
    }

    private void Check(EmbeddedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Owner != this)
        {
            throw new ArgumentException("The picture was embedded by another segmenter; embed it with this one.", nameof(image));
        }
    }
}
