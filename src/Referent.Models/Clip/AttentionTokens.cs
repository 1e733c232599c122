using Referent.Torch;
using Referent.Torch.Nn;

namespace Referent.Models.Clip;

/// <summary>
/// CLIP's vision transformer up to its last block, with the attention that it paid on the way. Source: CLIP-ES, clip/model.py and
/// generate_cams_voc12.py. Differs: one image at a time, and only the mean over the blocks asked for is kept; the published program tells
/// images from texts by their number of tokens and goes wrong where an image has 77.
/// </summary>
internal static class AttentionTokens
{
    /// <param name="vision">The tower; borrowed.</param>
    /// <param name="image">
    /// [1, 3, H, W], Float32, normalised by CLIP's mean and standard deviation, sides multiples of the patch size; borrowed.
    /// </param>
    /// <param name="blocks">Whose attention is averaged: so many of the last blocks, 1 to all.</param>
    /// <returns>
    /// Tokens: [1, 1 + hw, D], the input of the last block. Attention: [hw, hw], from patch (row) to patch, the mean over blocks and heads;
    /// without the class token, so that rows sum to a little less than 1. The caller's.
    /// </returns>
    public static (Tensor Tokens, Tensor Attention) Forward(VisionTransformer vision, Tensor image, int blocks)
    {
        using TensorScope scope = TensorScope.Begin();
        IReadOnlyList<ResidualAttentionBlock> all = vision.Blocks;
        Tensor x = vision.Embed(image, PositionInterpolation.ClipEs);
        List<Tensor> attention = [];
        for (int i = 0; i < all.Count; i++)
        {
            (Tensor next, Tensor weights) = Step(all[i], x);
            if (i >= all.Count - blocks)
            {
                attention.Add(weights);
            }
            else
            {
                weights.Dispose();
            }

            x = i == all.Count - 1 ? x : next;
        }

        long patches = x.Size(1) - 1;
        Tensor mean = Tensor.Stack([.. attention], 0).Mean([0]).Narrow(0, 1, patches).Narrow(1, 1, patches);
        return (scope.Keep(x), scope.Keep(mean.Contiguous()));
    }

    /// <summary>What lies behind a block, [1, N, D], and its attention averaged over the heads, [N, N].</summary>
    private static (Tensor Next, Tensor Attention) Step(ResidualAttentionBlock block, Tensor x)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor query, Tensor key, Tensor value) = block.Attention.Project(block.NormBeforeAttention(x));
        Tensor weights = block.Attention.Weigh(query, key, mask: null);                    // [H, N, N]
        return (scope.Keep(block.AddPerceptron(x + block.Attention.Apply(weights, value))), scope.Keep(Precision.Full(weights).Mean([0])));
    }
}
