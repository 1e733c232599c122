using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Prompt tokens and image tokens attend to each other. Source: segment_anything/modeling/transformer.py, TwoWayTransformer.
/// Differs: image tokens stay one per image until the first layer makes them differ by prompt.
/// </summary>
internal sealed class TwoWayTransformer
{
    /// <summary>Source: torch.nn.LayerNorm, eps.</summary>
    public const double Epsilon = 1e-5;

    /// <summary>The cross-attentions have this many times fewer channels. Source: transformer.py, attention_downsample_rate.</summary>
    public const int Narrowing = 2;

    private readonly TwoWayBlock _first;
    private readonly TwoWayBlock _second;
    private readonly ImageAttention _final;
    private readonly LayerNorm _finalNorm;

    public TwoWayTransformer(WeightScope weights, SamConfig config)
    {
        int channels = config.OutputChannels;
        _first = new TwoWayBlock(weights.In("layers.0"), config, isFirst: true);
        _second = new TwoWayBlock(weights.In("layers.1"), config, isFirst: false);
        _final = new ImageAttention(weights.In("final_attn_token_to_image"), channels, channels / Narrowing, config.DecoderHeads);
        _finalNorm = LayerNorm.Create(weights.In("norm_final_attn"), channels, Epsilon);
    }

    /// <param name="image">[B, N, C]</param>
    /// <param name="imagePositions">[1, N, C]</param>
    /// <param name="tokens">[P, T, C], P a multiple of B; they are their own positions too.</param>
    /// <returns>Tokens [P, T, C] and image [P, N, C].</returns>
    public (Tensor Tokens, Tensor Image) Forward(Tensor image, Tensor imagePositions, Tensor tokens)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor queries, Tensor keys) = _first.Forward(tokens, image, tokens, imagePositions);
        (queries, keys) = _second.Forward(queries, keys, tokens, imagePositions);
        Tensor final = queries + _final.Read(queries + tokens, keys + imagePositions, keys);
        return (scope.Keep(_finalNorm.Forward(final)), scope.Keep(keys));
    }
}
