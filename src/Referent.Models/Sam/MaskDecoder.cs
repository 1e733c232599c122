using Referent.Torch;
using Referent.Torch.Nn;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>Masks of P prompts.</summary>
/// <param name="Logits">Float32 [P, M, 4G, 4G]: above 0 is mask; M is 1, or 3 where several were asked for.</param>
/// <param name="PredictedIou">Float32 [P, M]: what the model thinks of each mask; not limited to [0, 1].</param>
public readonly record struct SamMasks(Tensor Logits, Tensor PredictedIou);

/// <summary>
/// Turns an image embedding and prompts into masks. Source: segment_anything/modeling/mask_decoder.py. Differs: images [B] serve
/// prompts [P] in runs of P / B without being copied; only the masks asked for are computed.
/// </summary>
public sealed class MaskDecoder
{
    private const int MaskTokens = SamConfig.MultimaskOutputs + 1;

    private readonly TwoWayTransformer _transformer;
    private readonly Tensor _iouToken;
    private readonly Tensor _maskTokens;
    private readonly MaskUpscaling _upscaling;
    private readonly Perceptron[] _hypernetworks;
    private readonly Perceptron _iouHead;

    internal MaskDecoder(WeightScope weights, SamConfig config)
    {
        int channels = config.OutputChannels;
        _transformer = new TwoWayTransformer(weights.In("transformer"), config);
        _iouToken = Embedding.Create(weights.In("iou_token"), 1, channels).Weight;
        _maskTokens = Embedding.Create(weights.In("mask_tokens"), MaskTokens, channels).Weight;
        _upscaling = new MaskUpscaling(weights.In("output_upscaling"), channels);
        _hypernetworks =
        [
            .. Enumerable.Range(0, MaskTokens)
                .Select(mask => new Perceptron(weights.In("output_hypernetworks_mlps").In(mask), channels, channels, channels / 8)),
        ];
        _iouHead = new Perceptron(weights.In("iou_prediction_head"), channels, config.IouHidden, MaskTokens);
    }

    /// <param name="imageEmbedding">[B, C, G, G] from the image encoder.</param>
    /// <param name="densePositions">[1, C, G, G] from <see cref="PromptEncoder.DensePositions"/>.</param>
    /// <param name="sparse">[P, T, C] from the prompt encoder; P is a multiple of B, and image b serves prompts b P / B and on.</param>
    /// <param name="dense">[P, C, G, G] or [1, C, G, G] from the prompt encoder.</param>
    /// <param name="multimask">Three masks for ambiguous prompts such as one point; else one mask.</param>
    /// <exception cref="ArgumentException">P is not a multiple of B.</exception>
    public SamMasks Forward(Tensor imageEmbedding, Tensor densePositions, Tensor sparse, Tensor dense, bool multimask)
    {
        (int first, int count) = multimask ? (1, SamConfig.MultimaskOutputs) : (0, 1);
        return Forward(imageEmbedding, densePositions, sparse, dense, first, count);
    }

    /// <summary>
    /// As the public method, for masks <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1 of the four.
    /// </summary>
    internal SamMasks Forward(Tensor imageEmbedding, Tensor densePositions, Tensor sparse, Tensor dense, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(imageEmbedding);
        ArgumentNullException.ThrowIfNull(densePositions);
        ArgumentNullException.ThrowIfNull(sparse);
        ArgumentNullException.ThrowIfNull(dense);
        (long b, long p, long grid) = (imageEmbedding.Size(0), sparse.Size(0), imageEmbedding.Size(2));
        if (p % b != 0)
        {
            throw new ArgumentException($"{p} prompts cannot be shared evenly by {b} images.", nameof(sparse));
        }

        using TensorScope scope = TensorScope.Begin();
        Tensor output = Tensor.Cat([_iouToken, _maskTokens], 0).Unsqueeze(0).Expand(p, -1, -1);
        Tensor tokens = Tensor.Cat([output, sparse], 1);                                                         // [P, 5 + T, C]
        Tensor image = ToTokens(imageEmbedding);                                                                 // [B, G G, C]
        Tensor prompted = (dense.Size(0) == 1 ? image : Batches.Repeat(image, p)) + ToTokens(dense);
        (Tensor answers, Tensor keys) = _transformer.Forward(prompted, ToTokens(densePositions), tokens);

        Tensor[] filters = [.. Enumerable.Range(first, count).Select(mask => _hypernetworks[mask].Forward(answers.Select(1, 1 + mask)))];
        Tensor pixels = Precision.MatMul(Tensor.Stack(filters, 1), _upscaling.Forward(keys).Transpose(1, 2));    // [P, M, G G 16]
        Tensor iou = Precision.Full(_iouHead.Forward(answers.Select(1, 0))).Narrow(1, first, count);
        return new SamMasks(scope.Keep(MaskUpscaling.ToPlanes(Precision.Full(pixels), grid)), scope.Keep(iou));
    }

    /// <summary>[B, C, G, G] -> [B, G G, C]</summary>
    private static Tensor ToTokens(Tensor x) => x.Permute(0, 2, 3, 1).Reshape(x.Size(0), x.Size(2) * x.Size(3), x.Size(1));
}
