using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// The second stage of TRIS: a segmentation network that learns from the masks of the first. Source: Liu et al., ICCV 2023, section 3.5, and
/// the official program. Differs: the pool at the end of CLIP's network, whose result nothing uses, is not run; one image serves many texts.
/// </summary>
public sealed class TrisStage2
{
    /// <summary>Channels of the last stage of CLIP's network for each of its stem. Source: CLIP, model.py, ModifiedResNet.</summary>
    internal const int ChannelsOfLastStage = 32;

    /// <summary>Pixels of the image to a side of a place of the first stage. Source: CLIP, model.py, ModifiedResNet.</summary>
    private const int StrideOfFirstStage = 4;

    private readonly TrisBackbone _backbone;
    private readonly PixelWordAttention[] _attentions;
    private readonly SegmentationDecoder _decoder;

    /// <param name="weights">The root scope of a second stage.</param>
    /// <param name="backbone">Sizes of the CLIP with a residual network.</param>
    /// <exception cref="ArgumentException">The backbone sees with something else than a residual network.</exception>
    public TrisStage2(WeightScope weights, ClipConfig backbone)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(backbone);
        Backbone = backbone;
        _backbone = new TrisBackbone(weights.In("backbone"), backbone);
        (int width, int textWidth) = (backbone.Vision.Width, backbone.Text.Width);
        _attentions =
        [
            new PixelWordAttention(weights.In("attention2"), 8 * width, textWidth),
            new PixelWordAttention(weights.In("attention3"), 16 * width, textWidth),
            new PixelWordAttention(weights.In("attention4"), ChannelsOfLastStage * width, textWidth),
        ];
        _decoder = new SegmentationDecoder(weights, width);
    }

    /// <summary>Sizes of the CLIP inside.</summary>
    public ClipConfig Backbone { get; }

    /// <summary>Opens weights of any size of the second stage, safetensors or a released checkpoint; loading is strict.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trainable">Whether gradients are recorded for the parameters.</param>
    /// <param name="device">Where the weights go.</param>
    /// <exception cref="WeightFormatException">The file is malformed, or holds no second stage: one report of all faults.</exception>
    public static (TrisStage2 Model, WeightStore Store) Load(string path, bool trainable = false, Device? device = null)
    {
        ClipConfig config = InferBackbone(WeightFile.ShapesOf(path));
        return WeightStore.Load(path, weights => new TrisStage2(weights, config), trainable, device);
    }

    /// <summary>Reads the sizes of the CLIP inside off the names and shapes of a state dict; those of the rest follow from them.</summary>
    /// <param name="shapes">Shape of each tensor by state-dict name.</param>
    /// <exception cref="WeightFormatException">The names are not those of a second stage.</exception>
    public static ClipConfig InferBackbone(IReadOnlyDictionary<string, long[]> shapes) => TrisBackbone.Infer(shapes);

    /// <summary>What is seen, before any text is known.</summary>
    /// <param name="image">
    /// [B, 3, H, W], Float32, normalised by ImageNet's mean and standard deviation, sides that are multiples of 32; borrowed.
    /// </param>
    /// <param name="training">Whether batch normalisation uses and gathers the statistics of this batch.</param>
    /// <returns>The map after each stage of the backbone; the caller's.</returns>
    /// <exception cref="ArgumentException">The image has a shape the backbone does not take.</exception>
    public Tensor[] EncodeImage(Tensor image, bool training = false) => _backbone.ForwardStages(image, training);

    /// <summary>What is said: one vector for each word, padding too.</summary>
    /// <param name="tokens">Int64 [B, L], L at most the context length; borrowed. The official program has 20, padding included.</param>
    /// <returns>[B, L, W]; the caller's.</returns>
    /// <exception cref="ArgumentException">The tokens have another shape or type.</exception>
    public Tensor EncodeText(Tensor tokens) => _backbone.ForwardTokens(tokens);

    /// <summary>The mask of each text.</summary>
    /// <param name="stages">Of one image for all texts, or of as many images as texts, by <see cref="EncodeImage"/>; borrowed.</param>
    /// <param name="words">[B, L, W] by <see cref="EncodeText"/>; borrowed.</param>
    /// <returns>[B, 1, H, W], logits; the caller's.</returns>
    /// <exception cref="ArgumentException">There are neither one image nor as many as texts.</exception>
    public Tensor Segment(Tensor[] stages, Tensor words) => Decode(stages, words, heads: 1, training: false)[0];

    /// <summary>The masks of every level of the decoder, for training.</summary>
    /// <inheritdoc cref="Segment"/>
    /// <returns>Four times [B, 1, H, W], logits, the finest level first; the caller's.</returns>
    public Tensor[] SegmentLevels(Tensor[] stages, Tensor words) => Decode(stages, words, SegmentationDecoder.Levels, training: true);

    private Tensor[] Decode(Tensor[] stages, Tensor words, int heads, bool training)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(words);
        if (stages.Length != SegmentationDecoder.Levels || (stages[0].Size(0) != 1 && stages[0].Size(0) != words.Size(0)))
        {
            throw new ArgumentException(
                $"Expected {SegmentationDecoder.Levels} stages of 1 or {words.Size(0)} images, not {string.Join(", ", (object[])stages)}.",
                nameof(stages));
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor[] levels = [stages[0], .. _attentions.Select((attention, level) => attention.Forward(stages[level + 1], words))];
        (long height, long width) = (stages[0].Size(2) * StrideOfFirstStage, stages[0].Size(3) * StrideOfFirstStage);
        Tensor[] predictions = _decoder.Forward(levels, height, width, heads, training);
        foreach (Tensor prediction in predictions)
        {
            scope.Keep(prediction);
        }

        return predictions;
    }
}
