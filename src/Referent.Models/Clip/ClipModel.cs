using System.Diagnostics;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// CLIP: images and texts as vectors of one space. Source: Radford et al. 2021 and CLIP, model.py. The weights belong to the
/// <see cref="WeightStore"/> behind the scope; results belong to the caller.
/// </summary>
public sealed class ClipModel
{
    /// <summary>ln(1 / 0.07), the logarithm of the initial scale. Source: CLIP, model.py, logit_scale.</summary>
    private const double InitialLogitScale = 2.6592600369327779;

    public ClipModel(WeightScope weights, ClipConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        ImageTower = config.Vision switch
        {
            ClipVisionConfig transformer => new VisionTransformer(weights.In("visual"), transformer, config.EmbedDim),
            ClipResNetConfig network => new ModifiedResNet(weights.In("visual"), network, config.EmbedDim),
            _ => throw new UnreachableException("every kind of image tower is listed"),
        };
        Text = new TextTransformer(weights, config.Text, config.EmbedDim);
        LogitScale = weights.Parameter("logit_scale", Initialiser.Constant(InitialLogitScale));
    }

    public ClipConfig Config { get; }

    public IImageTower ImageTower { get; }

    /// <summary>The image tower, where it is a vision transformer.</summary>
    /// <exception cref="NotSupportedException">It is something else.</exception>
    public VisionTransformer Vision =>
        ImageTower as VisionTransformer
        ?? throw new NotSupportedException($"This CLIP sees with a {ImageTower.GetType().Name}; a vision transformer is needed.");

    /// <summary>The image tower, where it is a residual network.</summary>
    /// <exception cref="NotSupportedException">It is something else.</exception>
    public ModifiedResNet ResNet =>
        ImageTower as ModifiedResNet
        ?? throw new NotSupportedException($"This CLIP sees with a {ImageTower.GetType().Name}; a residual network is needed.");

    public TextTransformer Text { get; }

    /// <summary>Natural logarithm of what cosine similarities are multiplied by, rank 0; the store's.</summary>
    public Tensor LogitScale { get; }

    /// <summary>Opens a file of any size of CLIP, in any form that <see cref="FoundationWeights"/> reads; loading is strict.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trainable">Whether gradients are recorded for the parameters.</param>
    /// <param name="device">Where the weights go.</param>
    /// <param name="matrices">BFloat16 for faster, less exact products where the CPU has instructions for them.</param>
    /// <exception cref="WeightFormatException">The file is malformed, or holds no CLIP.</exception>
    public static (ClipModel Model, WeightStore Store) Load(
        string path, bool trainable = false, Device? device = null, DType matrices = DType.Float32)
    {
        using WeightFile file = FoundationWeights.Open(path);
        ClipConfig config = ClipConfig.Infer(file.Shapes());
        return WeightStore.Load(file, path, weights => new ClipModel(weights.WithMatrices(matrices), config), trainable, device);
    }

    /// <inheritdoc cref="IImageTower.Forward"/>
    public Tensor EncodeImage(Tensor image, PositionInterpolation interpolation = PositionInterpolation.None, bool training = false) =>
        ImageTower.Forward(image, interpolation, training);

    /// <inheritdoc cref="TextTransformer.Forward"/>
    public Tensor EncodeText(Tensor tokens) => Text.Forward(tokens);

    /// <summary>exp(<see cref="LogitScale"/>) times the cosine of every image with every text.</summary>
    /// <param name="imageFeatures">[B, E], of any length but zero; borrowed.</param>
    /// <param name="textFeatures">[N, E], of any length but zero; borrowed.</param>
    /// <returns>[B, N]; its transpose serves the texts. The caller's.</returns>
    public Tensor Logits(Tensor imageFeatures, Tensor textFeatures)
    {
        ArgumentNullException.ThrowIfNull(imageFeatures);
        ArgumentNullException.ThrowIfNull(textFeatures);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(LogitScale.Exp() * imageFeatures.Normalise(1).MatMul(textFeatures.Normalise(1).Transpose(0, 1)));
    }
}
