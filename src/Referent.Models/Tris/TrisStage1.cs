using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>
/// The first stage of TRIS: a classifier of texts whose evidence is a map of the picture. Source: Liu et al., ICCV 2023, section 3, and the
/// official program. Differs: fresh biases are 0; the pool at the end of CLIP's network, whose result nothing uses, is not run.
/// </summary>
public sealed class TrisStage1
{
    /// <summary>ln(1 / 0.07). Source: the official program, logit_scale.</summary>
    private const double InitialLogitScale = 2.6592600369327779;

    private readonly TrisBackbone _backbone;
    private readonly Conv2d _imageProjection;
    private readonly Linear _textProjection;
    private readonly IBilateralPrompt _prompt;

    /// <exception cref="ArgumentException">The backbone sees with something else than a residual network.</exception>
    public TrisStage1(WeightScope weights, TrisStage1Config config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _backbone = new TrisBackbone(weights.In("backbone"), config.Backbone);
        int channels = config.Backbone.Vision.Width * TrisStage2.ChannelsOfLastStage;
        _imageProjection = Conv2d.Create(weights.In("vis_project"), channels, config.Width, kernel: 1);
        _textProjection = Linear.Create(weights.In("lan_project"), config.Backbone.EmbedDim, config.Width);
        WeightScope prompt = weights.In("attn_fusion");
        _prompt = config.Prompt == PromptForm.AsReleased
            ? new ReleasedPrompt(prompt, config.Width, config.Halves)
            : new PublishedPrompt(prompt, config.Width, config.Halves);
        LogitScale = weights.Parameter("logit_scale", Initialiser.Constant(InitialLogitScale));
    }

    public TrisStage1Config Config { get; }

    /// <summary>Natural logarithm of what products are multiplied by, rank 0; the store's. The official program never steps it.</summary>
    public Tensor LogitScale { get; }

    /// <summary>Opens weights of any size of the first stage, safetensors or a released checkpoint; loading is strict.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trainable">Whether gradients are recorded for the parameters.</param>
    /// <param name="device">Where the weights go.</param>
    /// <exception cref="WeightFormatException">The file is malformed, or holds no first stage: one report of all faults.</exception>
    public static (TrisStage1 Model, WeightStore Store) Load(string path, bool trainable = false, Device? device = null)
    {
        TrisStage1Config config = TrisStage1Config.Infer(WeightFile.ShapesOf(path));
        return WeightStore.Load(path, weights => new TrisStage1(weights, config), trainable, device);
    }

    /// <summary>What is seen at each place, before any text is known.</summary>
    /// <param name="image">
    /// [B, 3, H, W], Float32, normalised by ImageNet's mean and standard deviation, sides that are multiples of 32; borrowed.
    /// </param>
    /// <param name="training">Whether batch normalisation uses and gathers the statistics of this batch.</param>
    /// <returns>[B, C, H / 32, W / 32], unit vectors along C; the caller's.</returns>
    /// <exception cref="ArgumentException">The image has a shape the backbone does not take.</exception>
    public Tensor EncodeImage(Tensor image, bool training = false)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_imageProjection.Forward(_backbone.ForwardLast(image, training)).Normalise(1));
    }

    /// <summary>
    /// What is said, before any picture is known: the vector at each text's greatest id, its end. A text that was cut without it is read at
    /// its start, where all texts are alike.
    /// </summary>
    /// <param name="tokens">Int64 [N, L], L at most the context length; borrowed.</param>
    /// <returns>[N, C], unit vectors; the caller's.</returns>
    /// <exception cref="ArgumentException">The tokens have another shape or type.</exception>
    public Tensor EncodeText(Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_textProjection.Forward(_backbone.ForwardText(tokens)).Normalise(1));
    }

    /// <summary>How much each place of each image speaks of each text.</summary>
    /// <param name="image">[B, C, h, w] by <see cref="EncodeImage"/>; borrowed.</param>
    /// <param name="texts">[N, C] by <see cref="EncodeText"/>, for all images, or [B, N, C], other ones for each; borrowed.</param>
    /// <param name="context">Whether the texts of an image see each other; training has them together.</param>
    /// <returns>[B, N, h, w], logits around 0, at most a few dozen; the caller's.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit the configuration or each other.</exception>
    public Tensor Respond(Tensor image, Tensor texts, TextContext context = TextContext.Apart)
    {
        Check(image, texts);
        using TensorScope scope = TensorScope.Begin();
        Tensor correlation = _prompt.Correlate(image, texts.Rank == 2 ? texts.Unsqueeze(0) : texts, context);        // [B, N, hw]
        return scope.Keep((LogitScale.Exp() * correlation).Reshape(image.Size(0), texts.Size(-2), image.Size(2), image.Size(3)));
    }

    /// <summary>The answer of the first stage at the size of its input. Source: the official program in evaluation.</summary>
    /// <param name="responses">[B, N, h, w] by <see cref="Respond"/>; borrowed.</param>
    /// <param name="height">Of the input image.</param>
    /// <param name="width">Of the input image.</param>
    /// <returns>[B, N, height, width], at least 0, above 0 where the text is; the caller's.</returns>
    public static Tensor Rectify(Tensor responses, long height, long width)
    {
        ArgumentNullException.ThrowIfNull(responses);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(responses.ResizeBilinear(height, width).Relu());
    }

    private void Check(Tensor image, Tensor texts)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(texts);
        if (image.Rank != 4 || image.Size(1) != Config.Width)
        {
            throw new ArgumentException($"An encoded image is [B, {Config.Width}, h, w], not {image}.", nameof(image));
        }

        bool fits = texts.Rank is 2 or 3 && texts.Size(-1) == Config.Width && (texts.Rank == 2 || texts.Size(0) == image.Size(0));
        if (!fits)
        {
            throw new ArgumentException(
                $"Encoded texts are [N, {Config.Width}], or [{image.Size(0)}, N, {Config.Width}], not {texts}.", nameof(texts));
        }
    }
}
