using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>
/// CLIP Surgery's image encoder: the weights of a CLIP, but in its last blocks a second path in which every token attends to tokens
/// with similar values and which skips the perceptrons, so that tokens say what is at their own place.
/// Source: Li et al. 2023 (arXiv 2304.05653), section 3.2, and its published code. Differs: none.
/// </summary>
public sealed class SurgeryImageEncoder
{
    /// <summary>Blocks with two paths. Source: the published code's default for ViT.</summary>
    public const int PublishedBlocks = 6;

    private readonly VisionTransformer _vision;
    private readonly int _blocks;

    /// <param name="vision">The tower whose weights are used; borrowed.</param>
    /// <param name="blocks">How many of the last blocks run two paths, 1 to all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tower has no so many blocks.</exception>
    public SurgeryImageEncoder(VisionTransformer vision, int blocks = PublishedBlocks)
    {
        ArgumentNullException.ThrowIfNull(vision);
        if (blocks < 1 || blocks > vision.Blocks.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(blocks), blocks, $"This tower can run two paths in 1 to {vision.Blocks.Count} blocks.");
        }

        _vision = vision;
        _blocks = blocks;
    }

    /// <summary>Every token in the shared space.</summary>
    /// <param name="image">[B, 3, H, W], Float32, normalised by CLIP's mean and standard deviation; any multiple of the patch size; borrowed.</param>
    /// <returns>[B, 1 + h * w, E], the class token first, not normalised; the caller's.</returns>
    /// <exception cref="ArgumentException">The image has a shape the tower does not take.</exception>
    public Tensor Forward(Tensor image)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(_vision.Projection.Forward(ForwardStages(image, [])[^1]));
    }

    /// <summary>The ordinary tokens after some of the blocks, and the local path's tokens, all before <c>ln_post</c>, in one pass.</summary>
    /// <param name="image">As for <see cref="Forward"/>; borrowed.</param>
    /// <param name="blocks">How many blocks to have run, 1 to all: 4 means after the fourth.</param>
    /// <returns>For each of <paramref name="blocks"/>, and last for the local path: [B, 1 + h * w, D], the class token first; the caller's.</returns>
    /// <exception cref="ArgumentException">The image has a shape the tower does not take.</exception>
    public Tensor[] ForwardStages(Tensor image, IReadOnlyList<int> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        using TensorScope scope = TensorScope.Begin();
        List<Tensor> stages = [];
        TowerTokens tokens = new(_vision.Embed(image, PositionInterpolation.ClipSurgery));
        for (int number = 1; number <= _vision.Blocks.Count; number++)
        {
            tokens = Run(tokens, number);
            if (blocks.Contains(number))
            {
                stages.Add(scope.Keep(tokens.Original));
            }
        }

        Tensor local = tokens.Local!;
        return [.. stages, scope.Keep(Tensor.Cat([tokens.Original.Narrow(1, 0, 1), local.Narrow(1, 1, local.Size(1) - 1)], 1))];
    }

    /// <summary>One block, with two paths where it has them.</summary>
    /// <param name="before">Borrowed.</param>
    /// <param name="number">Of the block, from 1.</param>
    /// <returns>The caller's.</returns>
    internal TowerTokens Run(TowerTokens before, int number)
    {
        using TensorScope scope = TensorScope.Begin();
        ResidualAttentionBlock block = _vision.Blocks[number - 1];
        if (number <= _vision.Blocks.Count - _blocks)
        {
            return new TowerTokens(scope.Keep(block.Forward(before.Original, mask: null)));
        }

        (Tensor query, Tensor key, Tensor value) = block.Attention.Project(block.NormBeforeAttention(before.Original));
        Tensor local = (before.Local ?? before.Original) + block.Attention.Mix(value, value, value, mask: null);
        Tensor original = block.AddPerceptron(before.Original + block.Attention.Mix(query, key, value, mask: null));
        return new TowerTokens(scope.Keep(original), scope.Keep(local));
    }
}
