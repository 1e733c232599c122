using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;
using Referent.Torch;

namespace Referent.Models.Sam;

/// <summary>Brings mask logits back to the picture. Source: segment_anything/modeling/sam.py, postprocess_masks. Differs: none.</summary>
public static class SamPostprocessor
{
    /// <summary>Logit above which a pixel belongs to the mask. Source: sam.py, mask_threshold.</summary>
    private const double LogitThreshold = 0;

    /// <summary>Resizes to the encoder's square, cuts the padding off, resizes to the picture; bilinear without antialiasing.</summary>
    /// <param name="logits">[P, M, h, w] of <see cref="SamMasks"/>.</param>
    /// <param name="plan">How the picture went into the encoder.</param>
    /// <returns>[P, M, height, width] of the original picture.</returns>
    public static Tensor ToOriginal(Tensor logits, ResizePlan plan)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(plan);
        using TensorScope scope = TensorScope.Begin();
        Tensor square = logits.ResizeBilinear(plan.Padded.Height, plan.Padded.Width);
        Tensor picture = square.Narrow(2, 0, plan.Resized.Height).Narrow(3, 0, plan.Resized.Width);
        return scope.Keep(picture.ResizeBilinear(plan.Original.Height, plan.Original.Width));
    }

    /// <summary>The mask at the picture's size: <see cref="ToOriginal"/> and <see cref="Threshold"/> in one, in little memory.</summary>
    /// <param name="logits">[1, 1, h, w] of <see cref="SamMasks"/>.</param>
    /// <param name="plan">How the picture went into the encoder.</param>
    public static BinaryMask ToMask(Tensor logits, ResizePlan plan)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(plan);
        using TensorScope scope = TensorScope.Begin();
        Tensor square = logits.ResizeBilinear(plan.Padded.Height, plan.Padded.Width);
        float[] picture = square.Narrow(2, 0, plan.Resized.Height).Narrow(3, 0, plan.Resized.Width).ToArray<float>();
        return MaskThreshold.Apply(picture, plan.Resized, plan.Original);
    }

    /// <summary>The mask of logits [H, W] at the picture's size.</summary>
    public static BinaryMask Threshold(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using TensorScope scope = TensorScope.Begin();
        byte[] pixels = logits.GreaterThan(LogitThreshold).To(DType.UInt8).ToArray<byte>();
        return new BinaryMask(new ImageSize((int)logits.Size(0), (int)logits.Size(1)), pixels);
    }
}
