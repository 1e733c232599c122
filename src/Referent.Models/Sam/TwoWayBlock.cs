using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// One layer of the two-way transformer. Source: transformer.py, TwoWayAttentionBlock. Differs: see <see cref="TwoWayTransformer"/>.
/// </summary>
internal sealed class TwoWayBlock
{
    private readonly DecoderAttention _self;
    private readonly ImageAttention _tokenToImage;
    private readonly ImageAttention _imageToToken;
    private readonly LayerNorm _norm1;
    private readonly LayerNorm _norm2;
    private readonly LayerNorm _norm3;
    private readonly LayerNorm _norm4;
    private readonly MlpBlock _mlp;
    private readonly bool _isFirst;

    public TwoWayBlock(WeightScope weights, SamConfig config, bool isFirst)
    {
        (int channels, int heads) = (config.OutputChannels, config.DecoderHeads);
        _isFirst = isFirst;
        _self = new DecoderAttention(weights.In("self_attn"), channels, heads);
        _norm1 = LayerNorm.Create(weights.In("norm1"), channels, TwoWayTransformer.Epsilon);
        _tokenToImage = new ImageAttention(weights.In("cross_attn_token_to_image"), channels, channels / TwoWayTransformer.Narrowing, heads);
        _norm2 = LayerNorm.Create(weights.In("norm2"), channels, TwoWayTransformer.Epsilon);
        _mlp = new MlpBlock(weights.In("mlp"), channels, config.DecoderHidden);
        _norm3 = LayerNorm.Create(weights.In("norm3"), channels, TwoWayTransformer.Epsilon);
        _imageToToken = new ImageAttention(weights.In("cross_attn_image_to_token"), channels, channels / TwoWayTransformer.Narrowing, heads);
        _norm4 = LayerNorm.Create(weights.In("norm4"), channels, TwoWayTransformer.Epsilon);
    }

    /// <param name="queries">[P, T, C], prompt tokens.</param>
    /// <param name="keys">[B, N, C], image tokens; P is a multiple of B.</param>
    /// <param name="queryPositions">[P, T, C]</param>
    /// <param name="keyPositions">[1, N, C]</param>
    /// <returns>Queries [P, T, C] and keys [P, N, C].</returns>
    public (Tensor Queries, Tensor Keys) Forward(Tensor queries, Tensor keys, Tensor queryPositions, Tensor keyPositions)
    {
        using TensorScope scope = TensorScope.Begin();
        Tensor tokens = _norm1.Forward(AttendToTokens(queries, queryPositions));
        Tensor placedKeys = keys + keyPositions;
        tokens = _norm2.Forward(tokens + _tokenToImage.Read(tokens + queryPositions, placedKeys, keys));
        tokens = _norm3.Forward(tokens + _mlp.ForwardRelu(tokens));

        Tensor image = _norm4.Forward(_imageToToken.AddTo(keys, placedKeys, tokens + queryPositions, tokens));   // [P, N, C]
        return (scope.Keep(tokens), scope.Keep(image));
    }

    /// <summary>The first layer attends without positions and without a residual.</summary>
    private Tensor AttendToTokens(Tensor queries, Tensor positions)
    {
        if (_isFirst)
        {
            return _self.Forward(queries, queries, queries);
        }

        Tensor placed = queries + positions;
        return queries + _self.Forward(placed, placed, queries);
    }
}
