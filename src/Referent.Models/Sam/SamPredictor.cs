using Referent.Imaging;
using Referent.Imaging.Codecs;
using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Imaging.Preprocessing;
using Referent.Torch;
using Referent.Torch.Weights;

namespace Referent.Models.Sam;

/// <summary>
/// SAM from pictures to masks: a picture is embedded once, then any number of prompts are answered.
/// Source: segment_anything/predictor.py. Differs: the embedding is a value, not a state.
/// </summary>
/// <param name="model">Borrowed.</param>
/// <param name="device">Where the model's weights are.</param>
public sealed class SamPredictor(SamModel model, Device? device = null)
{
    private readonly Device _device = device ?? Device.Cpu;

    /// <exception cref="ImageFormatException">The picture is so long and narrow that its short side vanishes in SAM's input.</exception>
    /// <returns>The caller's.</returns>
    public SamImage Embed(RgbImage image)
    {
        using TensorScope scope = TensorScope.Begin();
        int side = model.Config.ImageSize;
        EncoderImage input = ImagePreprocessing.SamLongestSide(image, side);
        Tensor pixels = Tensor.From<float>(input.Planes, [1, 3, side, side], _device);
        return new SamImage(scope.Keep(model.ImageEncoder.Forward(pixels)), input.Plan);
    }

    /// <summary>An embedding that was kept, for a picture of this size.</summary>
    /// <param name="embedding">[1, C, G, G]; the result's from now on.</param>
    /// <param name="original">The picture's size.</param>
    /// <exception cref="WeightFormatException">The embedding has another shape.</exception>
    public SamImage Restore(Tensor embedding, ImageSize original)
    {
        ArgumentNullException.ThrowIfNull(embedding);
        long[] expected = [1, model.Config.OutputChannels, model.Config.Grid, model.Config.Grid];
        return embedding.Shape.SequenceEqual(expected)
            ? new SamImage(embedding, ResizePlan.LongestSide(original, model.Config.ImageSize))
            : throw new WeightFormatException($"An embedding of this SAM is [{string.Join(", ", expected)}], not {embedding}.");
    }

    /// <summary>The mask of one thing.</summary>
    /// <param name="image">Borrowed.</param>
    /// <param name="points">At least one, in the picture's pixels.</param>
    /// <param name="multimask">
    /// Choose the mask of highest predicted IoU among whole, part and subpart; else the mask for prompts that are clear.
    /// </param>
    /// <returns>The mask at the picture's size, H x W pixels, and SAM's own estimate of its IoU, about 0 to 1. It owns no tensor.</returns>
    /// <exception cref="ArgumentException">There is no point.</exception>
    public SamPrediction Predict(SamImage image, IReadOnlyList<LabelledPoint> points, bool multimask)
    {
        ArgumentNullException.ThrowIfNull(points);
        return points.Count > 0
            ? Predict(image, new SamImagePrompt(points), multimask)
            : throw new ArgumentException("SAM needs at least one point.", nameof(points));
    }

    /// <summary>The mask of one thing.</summary>
    /// <param name="image">Borrowed; embedded by this predictor, or by one of the same weights.</param>
    /// <param name="prompt">
    /// At least one point, a box or a map, in the frame of the picture: pixels [0, W] x [0, H], or a grid over all of it.
    /// </param>
    /// <param name="multimask">
    /// Choose the mask of highest predicted IoU among whole, part and subpart; else the mask for prompts that are clear.
    /// </param>
    /// <returns>The mask at the picture's size, H x W pixels, and SAM's own estimate of its IoU, about 0 to 1. It owns no tensor.</returns>
    /// <exception cref="ArgumentException">The prompt has neither point nor box nor map.</exception>
    public SamPrediction Predict(SamImage image, SamImagePrompt prompt, bool multimask)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(prompt);
        if (prompt.IsEmpty)
        {
            throw new ArgumentException("SAM needs at least one point, a box or a map; the prompt has none.", nameof(prompt));
        }

        using TensorScope scope = TensorScope.Begin();
        SamMasks masks = model.Decode(image.Embedding, prompt.ToPrompts(image.Plan, model.Config.MaskSide, _device), multimask);
        long best = multimask ? (long)masks.PredictedIou.ArgMax(1).Item() : 0;
        Tensor logits = masks.Logits.Narrow(1, best, 1);                                                          // [1, 1, 4G, 4G]
        return new SamPrediction(SamPostprocessor.ToMask(logits, image.Plan), masks.PredictedIou.Select(1, best).Item());
    }
}

/// <summary>A picture as SAM remembers it.</summary>
/// <param name="Embedding">[1, C, G, G]; freed with this.</param>
/// <param name="Plan">How the picture was fitted into SAM's input.</param>
public sealed record SamImage(Tensor Embedding, ResizePlan Plan) : IDisposable
{
    public void Dispose() => Embedding.Dispose();
}

/// <summary>SAM's answer to a prompt.</summary>
/// <param name="Mask">At the picture's size.</param>
/// <param name="PredictedIou">What SAM thinks of the mask, about 0 to 1.</param>
public sealed record SamPrediction(BinaryMask Mask, double PredictedIou);
