using Referent.Models.Clip;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Tris;

/// <summary>The CLIP inside either stage: its residual network without the pool at the end, and its text transformer.</summary>
public sealed class TrisBackbone
{
    private readonly ClipModel _clip;
    private readonly ModifiedResNet _network;

    /// <param name="weights">The scope <c>backbone</c> of either stage.</param>
    /// <param name="config">Of a CLIP with a residual network.</param>
    /// <exception cref="ArgumentException">The CLIP sees with something else.</exception>
    internal TrisBackbone(WeightScope weights, ClipConfig config)
    {
        _clip = new ClipModel(weights, config);
        _network = config.Vision is ClipResNetConfig
            ? _clip.ResNet
            : throw new ArgumentException($"TRIS trains a CLIP with a residual network, not {config.Vision.GetType().Name}.", nameof(config));
    }

    /// <summary>Sizes of the CLIP under <c>backbone</c>.</summary>
    /// <param name="shapes">Shape of each tensor of either stage by state-dict name.</param>
    /// <exception cref="WeightFormatException">There is none, or it sees with a vision transformer.</exception>
    public static ClipConfig Infer(IReadOnlyDictionary<string, long[]> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        const string prefix = "backbone.";
        ClipConfig config = ClipConfig.Infer(shapes
            .Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(item => item.Key[prefix.Length..], item => item.Value, StringComparer.Ordinal));
        return config.Vision is ClipResNetConfig
            ? config
            : throw new WeightFormatException("The CLIP under backbone sees with a vision transformer; TRIS trains one with a residual network.");
    }

    /// <inheritdoc cref="ModifiedResNet.ForwardStages"/>
    internal Tensor[] ForwardStages(Tensor image, bool training) => _network.ForwardStages(image, training);

    /// <inheritdoc cref="ModifiedResNet.ForwardLast"/>
    internal Tensor ForwardLast(Tensor image, bool training) => _network.ForwardLast(image, training);

    /// <inheritdoc cref="TextTransformer.ForwardTokens"/>
    internal Tensor ForwardTokens(Tensor tokens) => _clip.Text.ForwardTokens(tokens);

    /// <inheritdoc cref="TextTransformer.Forward"/>
    internal Tensor ForwardText(Tensor tokens) => _clip.Text.Forward(tokens);
}
