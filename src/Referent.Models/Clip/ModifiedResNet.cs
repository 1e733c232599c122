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

    private readonly ConvNorm[] _stem;
    private readonly Bottleneck[][] _stages;
    private readonly AttentionPool _pool;
    private readonly int _imageSize;

    /// <param name="weights">The scope <c>visual</c> of a CLIP state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="embedDim">Width of the shared space.</param>
    public ModifiedResNet(WeightScope weights, ClipResNetConfig config, int embedDim)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        int width = config.Width;
        _stem =
        [
            new ConvNorm(weights.In("conv1"), weights.In("bn1"), 3, width / 2, kernel: 3, stride: 2),
            new ConvNorm(weights.In("conv2"), weights.In("bn2"), width / 2, width / 2, kernel: 3),
            new ConvNorm(weights.In("conv3"), weights.In("bn3"), width / 2, width, kernel: 3),
        ];
        int inputs = width;
        _stages = new Bottleneck[Stages][];
        for (int stage = 0; stage < Stages; stage++)
        {
            _stages[stage] = new Bottleneck[config.Blocks[stage]];
            for (int block = 0; block < _stages[stage].Length; block++)
            {
                int planes = width << stage;
                WeightScope scope = weights.In($"layer{stage + 1}").In(block);
                _stages[stage][block] = new Bottleneck(scope, inputs, planes, stride: stage > 0 && block == 0 ? 2 : 1);
                inputs = planes * Bottleneck.Expansion;
            }
        }

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
        return scope.Keep(_pool.Forward(ForwardStages(image, training)[^1], interpolation));
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
        ArgumentNullException.ThrowIfNull(image);
        if (image.Rank != 4 || image.Size(1) != 3 || image.Size(2) % ClipResNetConfig.Stride != 0 || image.Size(3) % ClipResNetConfig.Stride != 0)
        {
            throw new ArgumentException($"An image tensor is [B, 3, H, W] with sides that are multiples of {ClipResNetConfig.Stride}, not {image}.", nameof(image));
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor x = Stem(image, training);                   // [B, W, H/4, W/4]
        Tensor[] stages = new Tensor[Stages];
        for (int stage = 0; stage < Stages; stage++)
        {
            x = Run(_stages[stage], x, training);
            stages[stage] = scope.Keep(x);
        }

        return stages;
    }

    private Tensor Stem(Tensor image, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = image;
        foreach (ConvNorm layer in _stem)
        {
            x = layer.Forward(x, training).Relu();
        }

        return scope.Keep(x.AveragePool2d(2));
    }

    private static Tensor Run(Bottleneck[] blocks, Tensor x, bool training)
    {
        using TensorScope scope = TensorScope.Begin();
        foreach (Bottleneck block in blocks)
        {
            x = block.Forward(x, training);
        }

        return scope.Keep(x);
    }
}
