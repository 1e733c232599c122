using Referent.Imaging.Preprocessing;
using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// The vision transformer that turns a picture into its embedding. Source: segment_anything/modeling/image_encoder.py. Differs: none.
/// </summary>
public sealed class ImageEncoder
{
    /// <summary>Chosen: as <see cref="RelativePosition"/>.</summary>
    private const double InitialDeviation = 0.02;

    private readonly Conv2d _patchEmbedding;
    private readonly Tensor _positions;
    private readonly EncoderBlock[] _blocks;
    private readonly int _hidden;
    private readonly Conv2d _neckReduce;
    private readonly LayerNorm2d _neckNorm1;
    private readonly Conv2d _neckSmooth;
    private readonly LayerNorm2d _neckNorm2;

    internal ImageEncoder(WeightScope weights, SamConfig config)
    {
        (int width, int channels, int grid) = (config.EncoderWidth, config.OutputChannels, config.Grid);
        _patchEmbedding = Conv2d.Create(weights.In("patch_embed.proj"), 3, width, config.PatchSize, stride: config.PatchSize);
        _positions = weights.Parameter("pos_embed", Initialiser.Normal(InitialDeviation), 1, grid, grid, width);
        _blocks =
        [
            .. Enumerable.Range(0, config.Depth).Select(
                block => new EncoderBlock(weights.In("blocks").In(block), config, config.GlobalBlocks.Contains(block) ? grid : config.WindowSize)),
        ];
        _hidden = config.EncoderHidden;
        _neckReduce = Conv2d.Create(weights.In("neck.0"), width, channels, kernel: 1, bias: false);
        _neckNorm1 = LayerNorm2d.Create(weights.In("neck.1"), channels);
        _neckSmooth = Conv2d.Create(weights.In("neck.2"), channels, channels, kernel: 3, padding: 1, bias: false);
        _neckNorm2 = LayerNorm2d.Create(weights.In("neck.3"), channels);
    }

    /// <summary>Where the weights are.</summary>
    internal Device Device => _positions.Device;

    /// <param name="images">Float32 [B, 3, S, S], normalised and padded as <see cref="ImagePreprocessing.SamLongestSide"/> does.</param>
    /// <returns>Float32 [B, C, S / patch, S / patch]: the image embedding.</returns>
    public Tensor Forward(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using TensorScope scope = TensorScope.Begin();
        Tensor x = _patchEmbedding.Forward(images).Permute(0, 2, 3, 1) + _positions;                             // [B, G, G, W]
        x = GridAttention.Serves(x) ? RunInPlace(x.Contiguous()) : Run(x);
        Tensor reduced = _neckNorm1.Forward(_neckReduce.Forward(x.Permute(0, 3, 1, 2)));                         // [B, C, G, G]
        return scope.Keep(_neckNorm2.Forward(_neckSmooth.Forward(reduced)));
    }

    /// <summary>Records gradients, and runs anywhere.</summary>
    private Tensor Run(Tensor x) => _blocks.Aggregate(x, (tokens, block) => block.Forward(tokens));

    /// <summary>For inference on the CPU: faster, and in a third of the memory.</summary>
    private Tensor RunInPlace(Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        EncoderBuffers buffers = EncoderBuffers.For(x, _hidden, _blocks[0].Products);
        foreach (EncoderBlock block in _blocks)
        {
            block.ForwardInPlace(x, buffers);
        }

        return x;
    }
}
