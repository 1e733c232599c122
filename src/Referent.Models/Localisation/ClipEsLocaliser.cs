using Referent.Imaging;
using Referent.Imaging.Geometry;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Torch;

namespace Referent.Models.Localisation;

/// <summary>
/// Where in a picture a text is, by CLIP-ES: the gradient of CLIP's choice of the text among background texts says which patches made it, and
/// attention says what belongs to them. Nothing is trained. Source: Lin et al., CVPR 2023 (arXiv 2212.09506), and its program, in single
/// precision. Differs: large pictures are shrunk; see <see cref="SoftmaxGradCam"/>.
/// </summary>
public sealed class ClipEsLocaliser
{
    /// <summary>Keeps a map without contrast from dividing by 0. Source: pytorch_grad_cam, scale_cam_image.</summary>
    private const float ScaleFloor = 1e-7f;

    private readonly VisionTransformer _vision;
    private readonly ClipEsOptions _options;
    private readonly Device _device;
    private readonly int _patch;
    private readonly int _blocks;
    private readonly double _scale;

    /// <param name="vision">CLIP's image tower; borrowed.</param>
    /// <param name="patch">Side of its patches, in pixels.</param>
    /// <param name="scale">What CLIP multiplies cosine similarities by.</param>
    /// <param name="options">How it looks.</param>
    /// <param name="device">Where the tower's weights are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tower has no so many blocks, or the long side is shorter than a patch.</exception>
    public ClipEsLocaliser(VisionTransformer vision, int patch, double scale, ClipEsOptions options, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(vision);
        ArgumentNullException.ThrowIfNull(options);
        (_vision, _patch, _scale, _options, _device) = (vision, patch, scale, options, device ?? Device.Cpu);
        int layers = _vision.Blocks.Count;
        _blocks = options.AttentionBlocks ?? ((2 * layers) + 2) / 3;
        if (_blocks < 1 || _blocks > layers)
        {
            throw new ArgumentOutOfRangeException(nameof(options), _blocks, $"This tower has attention in 1 to {layers} blocks.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.LongSide, _patch, nameof(options));
    }

    /// <summary>Over a whole CLIP, which knows the size of its patches and its scale.</summary>
    /// <param name="clip">With a vision transformer; borrowed.</param>
    /// <param name="options">How it looks.</param>
    /// <param name="device">Where its weights are.</param>
    /// <exception cref="NotSupportedException">This CLIP sees with a residual network.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The tower has no so many blocks, or the long side is shorter than a patch.</exception>
    public static ClipEsLocaliser Of(ClipModel clip, ClipEsOptions options, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(clip);
        using TensorScope scope = TensorScope.Begin();
        return new ClipEsLocaliser(clip.Vision, ((ClipVisionConfig)clip.Config.Vision).PatchSize, clip.LogitScale.Exp().Item(), options, device);
    }

    /// <summary>What the picture says, computed once for all texts.</summary>
    /// <returns>
    /// Tokens: [1, 1 + hw, D], the input of the last block. Affinity: [hw, hw], see <see cref="AttentionAffinity"/>. The caller's.
    /// </returns>
    public (Tensor Tokens, Tensor Affinity) Embed(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        EncoderImage input = ImagePreprocessing.ClipWhole(image, _patch, _options.LongSide);
        using TensorScope scope = TensorScope.Begin();
        Tensor pixels = Tensor.From<float>(input.Planes, [1, 3, input.Plan.Padded.Height, input.Plan.Padded.Width], _device);
        (Tensor tokens, Tensor affinity) = Embed(pixels);
        return (scope.Keep(tokens), scope.Keep(affinity));
    }

    /// <inheritdoc cref="Embed(RgbImage)"/>
    /// <param name="pixels">[1, 3, H, W], normalised by CLIP's mean and standard deviation, sides multiples of the patch size; borrowed.</param>
    internal (Tensor Tokens, Tensor Affinity) Embed(Tensor pixels)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor tokens, Tensor attention) = AttentionTokens.Forward(_vision, pixels, _blocks);
        return (scope.Keep(tokens), scope.Keep(AttentionAffinity.From(attention)));
    }

    /// <summary>Where a text is.</summary>
    /// <param name="tokens">Of one picture, by <see cref="Embed(RgbImage)"/>; borrowed.</param>
    /// <param name="affinity">Of the same; borrowed.</param>
    /// <param name="image">Size of the picture.</param>
    /// <param name="texts">[1 + B, E], of any length but zero: the text, then at least one that it competes with; borrowed.</param>
    /// <returns>
    /// The map of the patches, 0 to 1, all 0 where the text answers nowhere; and the probability of the text among all of them.
    /// </returns>
    public (SimilarityMap Map, double Probability) Localise(Tensor tokens, Tensor affinity, ImageSize image, Tensor texts)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(affinity);
        ArgumentNullException.ThrowIfNull(texts);
        (SimilarityMap activation, double probability) = Activate(tokens, image, texts);
        return (Spread(activation, affinity), probability);
    }

    /// <summary>Which patches made CLIP choose the text, 0 to 1, and the text's probability.</summary>
    internal (SimilarityMap Map, double Probability) Activate(Tensor tokens, ImageSize image, Tensor texts)
    {
        using TensorScope scope = TensorScope.Begin();
        ImageSize input = ResizePlan.Patches(image, _patch, _options.LongSide).Resized;
        (Tensor raw, double odds) = SoftmaxGradCam.Compute(_vision, tokens, texts, _scale);

        // Scaled once for each layer and once for all layers, of which there is one.
        return (Scale(Scale(new SimilarityMap(input.Height / _patch, input.Width / _patch, raw.ToArray<float>()))), 1 / (1 + Math.Exp(-odds)));
    }

    /// <summary>Carries a map from where it answers to what belongs there.</summary>
    private SimilarityMap Spread(SimilarityMap activation, Tensor affinity)
    {
        using TensorScope scope = TensorScope.Begin();
        bool[] sources = ActivationBoxes.Cover(activation, _options.BoxThreshold);
        float[] mass = [.. activation.Values.ToArray().Select((value, cell) => sources[cell] ? value : 0)];
        float[] spread = affinity.MatMul(Tensor.From<float>(mass, [mass.Length, 1], _device)).ToArray<float>();
        return Scale(new SimilarityMap(activation.Height, activation.Width, spread));
    }

    private static SimilarityMap Scale(SimilarityMap map)
    {
        float[] values = map.Values.ToArray();
        float least = values.Min();
        float highest = values.Max() - least;
        return new SimilarityMap(map.Height, map.Width, Array.ConvertAll(values, value => (value - least) / (ScaleFloor + highest)));
    }
}
