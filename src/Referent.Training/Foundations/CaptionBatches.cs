using Referent.Data;
using Referent.Data.Captions;
using Referent.Data.Text;
using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;
using Referent.Training.Loop;

namespace Referent.Training.Foundations;

/// <summary>
/// The batches of CLIP pretraining: random crops of captioned pictures with their tokens. A batch depends on its step only.
/// </summary>
internal sealed class CaptionBatches
{
    /// <summary>Tells this stream of random numbers from others of the same seed.</summary>
    private const long Purpose = 0x6361_7074;

    private readonly ClipTrainingConfig _config;
    private readonly byte[][] _pictures;
    private readonly int[][] _tokens;
    private readonly int[] _captionNumbers;
    private readonly EpochSampler _sampler;

    public CaptionBatches(ClipTrainingConfig config, IReadOnlyList<CaptionedImage> corpus, ClipTokenizer tokenizer)
    {
        _config = config;
        _pictures = [.. corpus.AsParallel().AsOrdered().Select(item => File.ReadAllBytes(item.ImagePath))];
        _tokens = [.. corpus.Select(item => Trim(tokenizer.Tokenize(item.Caption, config.Model.ContextLength)))];
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        _captionNumbers =
        [
            .. corpus.Select(item => numbers.TryGetValue(item.Caption, out int number) ? number : numbers[item.Caption] = numbers.Count),
        ];
        _sampler = new EpochSampler(config.Seed, corpus.Count, config.BatchSize);
    }

    /// <summary>The batch of one step, made on the calling thread.</summary>
    public CaptionBatch Make(long step)
    {
        int side = _config.Model.ImageSize;
        (long Epoch, int Sample)[] samples = _sampler.Batch(step);
        float[] planes = new float[samples.Length * 3 * side * side];
        for (int i = 0; i < samples.Length; i++)
        {
            RgbImage crop = Crop(_pictures[samples[i].Sample], new CounterRandom(_config.Seed, Purpose, samples[i].Epoch, samples[i].Sample));
            ImagePreprocessing.ToNormalisedPlanes(crop, PixelNormalisation.Clip).CopyTo(planes, i * 3 * side * side);
        }

        int length = samples.Max(item => _tokens[item.Sample].Length);
        long[] tokens = new long[samples.Length * length];
        for (int i = 0; i < samples.Length; i++)
        {
            int[] row = _tokens[samples[i].Sample];
            for (int j = 0; j < row.Length; j++)
            {
                tokens[(i * length) + j] = row[j];
            }
        }

        return new CaptionBatch(
            planes,
            tokens,
            length,
            [.. samples.Select(item => _captionNumbers[item.Sample])],
            [.. samples.Select(item => item.Sample)]);
    }

    /// <summary>The ids up to and with the end of text; later positions cannot influence it.</summary>
    private static int[] Trim(TokenizedText text) => text.Ids[..text.Length];

    private RgbImage Crop(byte[] encoded, CounterRandom random)
    {
        RgbImage picture = ImageDecoder.Decode(encoded);
        int shortest = Math.Min(picture.Height, picture.Width);
        int side = (int)Math.Round(shortest * random.Between(_config.MinCrop, 1.0));
        int top = random.Below(picture.Height - side + 1);
        int left = random.Below(picture.Width - side + 1);
        RgbImage window = new(new ImageSize(side, side));
        for (int y = 0; y < side; y++)
        {
            picture.Pixels.AsSpan((((top + y) * picture.Width) + left) * 3, side * 3).CopyTo(window.Pixels.AsSpan(y * side * 3));
        }

        return Resampling.Resize(window, new ImageSize(_config.Model.ImageSize, _config.Model.ImageSize), Interpolation.BicubicAntialias);
    }
}

/// <summary>One step's pictures and tokens.</summary>
/// <param name="Planes">[B, 3, S, S], normalised.</param>
/// <param name="Tokens">[B, TokenLength], padded with 0.</param>
/// <param name="TokenLength">Longest caption of the batch, in tokens.</param>
/// <param name="Captions">Equal numbers mean equal captions.</param>
/// <param name="Samples">Indices in the corpus, for messages.</param>
internal sealed record CaptionBatch(float[] Planes, long[] Tokens, int TokenLength, int[] Captions, int[] Samples);
