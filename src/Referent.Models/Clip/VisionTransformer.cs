using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>The vision transformer of CLIP. Source: CLIP, model.py, VisionTransformer. Differs: see <see cref="PatchEmbedding"/>.</summary>
public sealed class VisionTransformer : IImageTower
{
    private readonly ClipVisionConfig _config;
    private readonly PatchEmbedding _patches;
    private readonly Tensor _classEmbedding;
    private readonly PositionGrid _positions;
    private readonly LayerNorm _normBefore;
    private readonly Transformer _transformer;

    /// <param name="weights">The scope <c>visual</c> of a CLIP state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="embedDim">Width of the shared space.</param>
    public VisionTransformer(WeightScope weights, ClipVisionConfig config, int embedDim)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        Initialiser initialiser = Initialiser.Normal(Math.Pow(config.Width, -0.5));     // Source: CLIP, model.py, VisionTransformer, scale.
        _patches = new PatchEmbedding(weights.In("conv1"), config.PatchSize, config.Width);
        _classEmbedding = weights.Parameter("class_embedding", initialiser, config.Width);
        _positions = new PositionGrid(
            weights.Parameter("positional_embedding", initialiser, (config.Grid * config.Grid) + 1, config.Width), config.Grid);
        _normBefore = LayerNorm.Create(weights.In("ln_pre"), config.Width, Transformer.NormEpsilon);
        _transformer = new Transformer(weights.In("transformer"), config.Width, config.Layers, config.Heads);
        Projection = new VisualProjection(weights, config.Width, embedDim);
    }

    /// <summary>The map from tokens to the shared space.</summary>
    public VisualProjection Projection { get; }

    internal IReadOnlyList<ResidualAttentionBlock> Blocks => _transformer.Blocks;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The image has a shape this tower does not take.</exception>
    public Tensor Forward(Tensor image, PositionInterpolation interpolation, bool training = false)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tokens = _transformer.Forward(Embed(image, interpolation), mask: null);
        return scope.Keep(Projection.Forward(tokens.Select(1, 0)));
    }

    /// <inheritdoc/>
    public Tensor[] ForwardStages(Tensor image) => ForwardStages(image, [.. Enumerable.Range(1, Blocks.Count)]);

    /// <inheritdoc/>
    public Tensor ForwardHead(Tensor last, PositionInterpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(last);
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(Projection.Forward(last.Select(1, 0)));
    }

    /// <summary>As <see cref="Forward"/> at the native size, from some of the patches only, which makes training cheaper.</summary>
    /// <param name="image">[B, 3, S, S], Float32, normalised by CLIP's mean and standard deviation; borrowed.</param>
    /// <param name="patches">Int64 [B, kept]: which patches each image keeps, from 0; borrowed.</param>
    /// <returns>[B, E], not normalised; the caller's.</returns>
    /// <remarks>Source: Li et al. 2023, FLIP.</remarks>
    public Tensor ForwardSubset(Tensor image, Tensor patches)
    {
        ArgumentNullException.ThrowIfNull(patches);
        using TensorScope scope = TensorScope.Begin();
        Tensor tokens = Embed(image, PositionInterpolation.None);                                               // [B, 1 + hw, D]
        (long batch, long kept, long width) = (patches.Size(0), patches.Size(1), tokens.Size(2));
        Tensor classToken = Tensor.Zeros([batch, 1], DType.Int64, patches.Device);                              // [B, 1]
        Tensor index = Tensor.Cat([classToken, patches + Tensor.Scalar(1, DType.Int64)], 1);                    // [B, 1 + kept]
        Tensor subset = tokens.Gather(1, index.Unsqueeze(2).Expand(batch, kept + 1, width));
        return scope.Keep(Projection.Forward(_transformer.Forward(subset, mask: null).Select(1, 0)));
    }

    /// <summary>The tokens after some of the blocks, before <c>ln_post</c>; no block after the last of them is run.</summary>
    /// <param name="image">[B, 3, H, W], Float32, normalised by CLIP's mean and standard deviation; borrowed.</param>
    /// <param name="blocks">How many blocks to have run, ascending: 4 means after the fourth.</param>
    /// <param name="interpolation">What to do where the size is not the native one.</param>
    /// <returns>For each of <paramref name="blocks"/>: [B, 1 + h * w, D], the class token first; the caller's.</returns>
    /// <exception cref="ArgumentException">
    /// The image has a shape this tower does not take, or <paramref name="blocks"/> does not ascend within 1 to the number of layers.
    /// </exception>
    public Tensor[] ForwardStages(Tensor image, int[] blocks, PositionInterpolation interpolation = PositionInterpolation.None)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        if (blocks.Length == 0 || blocks[0] < 1 || blocks[^1] > Blocks.Count || blocks.Zip(blocks.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new ArgumentException($"Stages [{string.Join(", ", blocks)}] must ascend within 1 to {Blocks.Count}.", nameof(blocks));
        }

        using TensorScope scope = TensorScope.Begin();
        List<Tensor> stages = [];
        Tensor x = Embed(image, interpolation);
        for (int done = 1; done <= blocks[^1]; done++)
        {
            x = Blocks[done - 1].Forward(x, mask: null);
            if (blocks.Contains(done))
            {
                stages.Add(scope.Keep(x));
            }
        }

        return [.. stages];
    }

    /// <summary>The input of the first block: patches, class token, positions, <c>ln_pre</c>. [B, 3, H, W] -> [B, 1 + h * w, D].</summary>
    internal Tensor Embed(Tensor image, PositionInterpolation interpolation)
    {
        (long height, long width) = CheckedGrid(image, interpolation);
        using TensorScope scope = TensorScope.Begin();
        Tensor patches = _patches.Forward(image);                                                   // [B, hw, D]
        Tensor first = _classEmbedding.Expand(patches.Size(0), 1, -1);                              // [B, 1, D]
        return scope.Keep(_normBefore.Forward(Tensor.Cat([first, patches], 1) + _positions.For(height, width, interpolation)));
    }

    private (long Height, long Width) CheckedGrid(Tensor image, PositionInterpolation interpolation)
    {
        ArgumentNullException.ThrowIfNull(image);
        int patch = _config.PatchSize;
        if (image.Rank != 4 || image.Size(1) != 3 || image.Size(2) % patch != 0 || image.Size(3) % patch != 0)
        {
            throw new ArgumentException($"An image tensor is [B, 3, H, W] with sides that are multiples of {patch}, not {image}.", nameof(image));
        }

        (long height, long width) = (image.Size(2) / patch, image.Size(3) / patch);
        return interpolation != PositionInterpolation.None || (height == _config.Grid && width == _config.Grid)
            ? (height, width)
            : throw new ArgumentException(
                $"This tower takes {_config.ImageSize} x {_config.ImageSize} pixels, not {image}; resize the image or name an interpolation.",
                nameof(image));
    }
}
