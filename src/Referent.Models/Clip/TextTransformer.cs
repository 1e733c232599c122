using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Clip;

/// <summary>
/// The text transformer of CLIP. Source: CLIP, model.py, CLIP.encode_text. Differs: a text may be shorter than the context, which gives
/// the same features because attention is causal.
/// </summary>
public sealed class TextTransformer
{
    private readonly Embedding _tokens;
    private readonly Tensor _positions;
    private readonly Transformer _transformer;
    private readonly LayerNorm _norm;
    private readonly Tensor _projection;

    /// <param name="weights">The root scope of a CLIP state dict.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="embedDim">Width of the shared space.</param>
    public TextTransformer(WeightScope weights, ClipTextConfig config, int embedDim)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);

        // Standard deviations: CLIP, model.py, initialize_parameters.
        _tokens = Embedding.Create(weights.In("token_embedding"), config.VocabularySize, config.Width, standardDeviation: 0.02);
        _positions = weights.Parameter("positional_embedding", Initialiser.Normal(0.01), config.ContextLength, config.Width);
        _transformer = new Transformer(weights.In("transformer"), config.Width, config.Layers, config.Heads);
        _norm = LayerNorm.Create(weights.In("ln_final"), config.Width, Transformer.NormEpsilon);
        _projection = weights.Parameter("text_projection", Initialiser.Normal(Math.Pow(config.Width, -0.5)), config.Width, embedDim);
    }

    /// <summary>One vector per token, after <c>ln_final</c>.</summary>
    /// <param name="tokens">Int64 [B, L], L at most the context length; borrowed.</param>
    /// <returns>[B, L, W]; the caller's.</returns>
    /// <exception cref="ArgumentException">The tokens have another shape or type.</exception>
    public Tensor ForwardTokens(Tensor tokens)
    {
        Check(tokens);
        using TensorScope scope = TensorScope.Begin();
        long length = tokens.Size(1);
        Tensor x = _tokens.Forward(tokens) + _positions.Narrow(0, 0, length);                                                       // [B, L, W]
        Tensor mask = Tensor.Full(double.NegativeInfinity, [length, length], device: x.Device).UpperTriangle(diagonal: 1);         // [L, L]
        return scope.Keep(_norm.Forward(_transformer.Forward(x, mask)));
    }

    /// <summary>One vector of the shared space per token: word-level features.</summary>
    /// <param name="tokens">Int64 [B, L], L at most the context length; borrowed.</param>
    /// <returns>[B, L, E], not normalised; the caller's.</returns>
    /// <exception cref="ArgumentException">The tokens have another shape or type.</exception>
    public Tensor ForwardProjectedTokens(Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(Precision.Full(Precision.MatMul(ForwardTokens(tokens), _projection)));
    }

    /// <summary>One vector of the shared space per text: the one at its end-of-text token, which has the largest id.</summary>
    /// <param name="tokens">Int64 [B, L], L at most the context length; borrowed.</param>
    /// <returns>[B, E], not normalised; the caller's.</returns>
    /// <exception cref="ArgumentException">The tokens have another shape or type.</exception>
    public Tensor Forward(Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor x = ForwardTokens(tokens);
        Tensor end = tokens.ArgMax(1).Reshape(-1, 1, 1).Expand(-1, 1, x.Size(2));       // [B, 1, W]
        return scope.Keep(Precision.Full(Precision.MatMul(x.Gather(1, end).Squeeze(1), _projection)));
    }

    private void Check(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (tokens.DType != DType.Int64 || tokens.Rank != 2 || tokens.Size(1) < 1 || tokens.Size(1) > _positions.Size(0))
        {
            throw new ArgumentException($"Tokens are Int64 [B, L] with L from 1 to {_positions.Size(0)}, not {tokens}.", nameof(tokens));
        }
    }
}
