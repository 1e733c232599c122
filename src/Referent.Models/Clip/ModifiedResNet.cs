using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// CLIP's residual network: a stem of three convolutions, four stages of bottlenecks that average where others stride, and an attention
/// pool. Source: CLIP, model.py, ModifiedResNet. Differs: other input sizes where an interpolation is named.
/// </summary>
public sealed class ModifiedResNet : IImageTower
{
    /// <summary>The map after each is a feature: 1/4, 1/8, 1/16 and 1/32 of the picture's size.</summary>
    public const int Stages = 4;

    private readonly ResidualStages _network;
    private readonly AttentionPool _pool;
    private readonly int _imageSize;

    /// <param name="weights">The scope <c>visual</c> of a CLIP state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="embedDim">Width of the shared space.</param>
    public ModifiedResNet(WeightScope weights, ClipResNetConfig config, int embedDim)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        _network = new ResidualStages(weights, config.Width, config.Blocks);
        _pool = new AttentionPool(weights.In("attnpool"), config, embedDim);
        _imageSize = config.ImageSize;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image has a shape this tower does not take.</exception>
    public Tensor Forward(Tensor image, PositionInterpolation interpolation, bool training = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (interpolation == PositionInterpolation.None && (image.Size(-2) != _imageSize || image.Size(-1) != _imageSize))
        {
            throw new ArgumentException(
                $"This tower takes {_imageSize} x {_imageSize} pixels, not {image}; resize the image or name an interpolation.", nameof(image));
        }

        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_pool.Forward(ForwardLast(image, training), interpolation));
    }

    /// <inheritdoc/>
    public Tensor ForwardHead(Tensor last, PositionInterpolation interpolation) => _pool.Forward(last, interpolation);

    Tensor[] IImageTower.ForwardStages(Tensor image) => ForwardStages(image);

    /// <summary>The map after each stage; the pool is not run, so any size will do.</summary>
    /// <param name="image">[B, 3, H, W], Float32, normalised by CLIP's mean and standard deviation, sides that are multiples of 32; borrowed.</param>
    /// <param name="training">Normalise by the statistics of this batch and remember them, or by those remembered.</param>
    /// <returns>Four: [B, 4 W, H/4, W/4], [B, 8 W, H/8, W/8], [B, 16 W, H/16, W/16], [B, 32 W, H/32, W/32]; the caller's.</returns>
    /// <exception cref="ArgumentException">The image has a shape this tower does not take.</exception>
    public Tensor[] ForwardStages(Tensor image, bool training = false)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor[] stages = Run(image, training);
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = scope.Keep(stages[i].Contiguous());
        }

        return stages;
    }

    /// <summary>The last of <see cref="ForwardStages"/>.</summary>
    /// <inheritdoc cref="ForwardStages"/>
    /// <returns>[B, 32 W, H/32, W/32]; the caller's.</returns>
    public Tensor ForwardLast(Tensor image, bool training = false)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(Run(image, training)[^1].Contiguous());
    }

    /// <summary>
    /// The maps as they lie in memory, not in the order that files keep: callers put them into that, since another one gives other roundings in what
    /// is computed of them.
    /// </summary>
    private Tensor[] Run(Tensor image, bool training)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Rank != 4 || image.Size(1) != 3 || image.Size(2) % ClipResNetConfig.Stride != 0 || image.Size(3) % ClipResNetConfig.Stride != 0)
        {
            throw new ArgumentException(
                $"An image tensor is [B, 3, H, W] with sides that are multiples of {ClipResNetConfig.Stride}, not {image}.", nameof(image));
        }

        return _network.Forward(image, training)[1..];
    }
}
