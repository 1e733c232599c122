using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>
/// Which patches make CLIP choose a text among others: softmax-GradCAM of CLIP-ES. The activations are those that the last attention sees;
/// their channels are weighted by the gradient of the choice. Source: Lin et al., CVPR 2023 (arXiv 2212.09506), section 3.2, and CLIP-ES,
/// pytorch_grad_cam. Differs: the gradient is that of the text's log-odds instead of its probability p. It is the published one divided by
/// p (1 - p), which normalising the map removes, and does not vanish where p rounds to 0 or 1.
/// </summary>
internal static class SoftmaxGradCam
{
    /// <param name="vision">The tower; borrowed.</param>
    /// <param name="tokens">[1, 1 + hw, D], the input of the last block; borrowed.</param>
    /// <param name="texts">[1 + B, E], of any length but zero: the text, then at least one that it competes with; borrowed.</param>
    /// <param name="scale">What cosine similarities are multiplied by.</param>
    /// <returns>Map: [hw], 0 or more, the caller's. LogOdds: of the text against the others; its sigmoid is the published probability.</returns>
    public static (Tensor Map, double LogOdds) Compute(VisionTransformer vision, Tensor tokens, Tensor texts, double scale)
    {
        using TensorScope scope = TensorScope.Begin();
        using NoGrad noGrad = NoGrad.Begin();
        Tensor seen = vision.Blocks[^1].NormBeforeAttention(tokens);                       // [1, 1 + hw, D]
        Tensor activations = Patches(seen);
        seen.RequiresGrad = true;
        Tensor odds;
        using (EnableGrad.Begin())
        {
            odds = LogOdds(vision, tokens, seen, texts, scale);
            odds.Backward();
        }

        Tensor gradient = seen.Gradient() ?? throw new InvalidOperationException("the log-odds depend on what the last attention sees");
        Tensor channels = Patches(gradient).Mean([1], keepDim: true);                      // [1, 1, D]
        return (scope.Keep((activations * channels).Sum([2]).Relu().Reshape(-1)), odds.Item());
    }

    /// <summary>The logarithm of how much likelier the first text is than all others together, a scalar.</summary>
    /// <param name="vision">The tower.</param>
    /// <param name="tokens">The input of the last block; reaches its output through the residual.</param>
    /// <param name="seen">What the last attention sees: normally the norm of <paramref name="tokens"/>, of the same shape.</param>
    /// <param name="texts">As for <see cref="Compute"/>.</param>
    /// <param name="scale">As for <see cref="Compute"/>.</param>
    public static Tensor LogOdds(VisionTransformer vision, Tensor tokens, Tensor seen, Tensor texts, double scale)
    {
        using TensorScope scope = TensorScope.Begin();
        ResidualAttentionBlock block = vision.Blocks[^1];
        (Tensor query, Tensor key, Tensor value) = block.Attention.Project(seen);
        Tensor last = block.AddPerceptron(tokens + block.Attention.Mix(query, key, value, mask: null));
        Tensor image = vision.Projection.Forward(Patches(last)).Mean([1]);                 // [1, E]: the patches, not the class token
        Tensor logits = (image.Normalise(1).MatMul(texts.Normalise(1).Transpose(0, 1)) * scale).Reshape(-1);
        Tensor others = logits.Narrow(0, 1, logits.Size(0) - 1);
        Tensor total = others.Select(0, 0) - others.LogSoftmax(0).Select(0, 0);            // log of the sum of their exponentials
        return scope.Keep(logits.Select(0, 0) - total);
    }

    private static Tensor Patches(Tensor tokens) => tokens.Narrow(1, 1, tokens.Size(1) - 1);
}
