using Referent.Imaging.Preprocessing;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// Segment Anything: picture -> embedding, embedding and prompts -> masks. Source: segment_anything/modeling/sam.py and Kirillov et al.
/// 2023. Differs: gradients are not blocked; preprocessing is <see cref="ImagePreprocessing.SamLongestSide"/>,
/// postprocessing <see cref="SamPostprocessor"/>.
/// </summary>
public sealed class SamModel
{
    /// <param name="weights">
    /// Where the state dict's names begin; the store behind it owns the parameters. The type of its matrices is the image encoder's.
    /// </param>
    /// <exception cref="ArgumentException">The sizes do not fit together.</exception>
    public SamModel(WeightScope weights, SamConfig config)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
        WeightScope exact = weights.WithMatrices(DType.Float32);     // too small for BFloat16 to be faster
        ImageEncoder = new ImageEncoder(weights.In("image_encoder"), config);
        PromptEncoder = new PromptEncoder(exact.In("prompt_encoder"), config);
        MaskDecoder = new MaskDecoder(exact.In("mask_decoder"), config);
    }

    public SamConfig Config { get; }

    public ImageEncoder ImageEncoder { get; }

    public PromptEncoder PromptEncoder { get; }

    public MaskDecoder MaskDecoder { get; }

    /// <summary>Opens a file of any size of SAM, in any form that <see cref="FoundationWeights"/> reads; loading is strict.</summary>
    /// <exception cref="WeightFormatException">The file is malformed, or holds no SAM.</exception>
    public static (SamModel Model, WeightStore Store) Load(string path, bool trainable = false, Device? device = null, DType matrices = DType.Float32)
    {
        using WeightFile file = FoundationWeights.Open(path);
        SamConfig config = SamConfig.Infer(file);
        return WeightStore.Load(file, path, weights => new SamModel(weights.WithMatrices(matrices), config), trainable, device);
    }

    /// <summary>The embedding [1, C, G, G] of one picture, preprocessed for a square of <see cref="SamConfig.ImageSize"/>.</summary>
    public Tensor Embed(EncoderImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using TensorScope scope = TensorScope.Begin();
        Tensor input = Tensor.From<float>(image.Planes, [1, 3, image.Plan.Padded.Height, image.Plan.Padded.Width], ImageEncoder.Device);
        return scope.Keep(ImageEncoder.Forward(input));
    }

    /// <summary>Masks for prompts on embedded pictures.</summary>
    /// <param name="imageEmbedding">[B, C, G, G] from <see cref="ImageEncoder"/>; image b serves a run of P / B prompts.</param>
    /// <param name="prompts">P prompts, P a multiple of B.</param>
    /// <param name="multimask">Three masks for ambiguous prompts such as one point; else one mask.</param>
    public SamMasks Decode(Tensor imageEmbedding, SamPrompts prompts, bool multimask)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor sparse, Tensor dense) = PromptEncoder.Forward(prompts);
        SamMasks masks = MaskDecoder.Forward(imageEmbedding, PromptEncoder.DensePositions(), sparse, dense, multimask);
        return new SamMasks(scope.Keep(masks.Logits), scope.Keep(masks.PredictedIou));
    }

    /// <summary>All four masks of each prompt, for training: the single one, then whole, part and subpart.</summary>
    /// <param name="imageEmbedding">[B, C, G, G] from <see cref="ImageEncoder"/>; image b serves a run of P / B prompts.</param>
    /// <param name="prompts">P prompts, P a multiple of B.</param>
    public SamMasks DecodeEvery(Tensor imageEmbedding, SamPrompts prompts)
    {
        using TensorScope scope = TensorScope.Begin();
        (Tensor sparse, Tensor dense) = PromptEncoder.Forward(prompts);
        SamMasks masks = MaskDecoder.Forward(
            imageEmbedding, PromptEncoder.DensePositions(), sparse, dense, first: 0, count: SamConfig.MultimaskOutputs + 1);
        return new SamMasks(scope.Keep(masks.Logits), scope.Keep(masks.PredictedIou));
    }
}
