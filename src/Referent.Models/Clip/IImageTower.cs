using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>The image half of a CLIP.</summary>
public interface IImageTower
{
    /// <summary>One vector of the shared space per image.</summary>
    /// <param name="image">[B, 3, H, W], Float32, normalised by CLIP's mean and standard deviation; borrowed.</param>
    /// <param name="interpolation">What to do where the size is not the one the tower was trained for.</param>
    /// <param name="training">
    /// Batch normalisation follows this batch and remembers it, instead of what it remembers; towers without any do not care.
    /// </param>
    /// <returns>[B, E], not normalised; the caller's.</returns>
    Tensor Forward(Tensor image, PositionInterpolation interpolation, bool training = false);

    /// <summary>What the tower sees on the way: the tokens after each block, or the map after each stage.</summary>
    /// <param name="image">As for <see cref="Forward"/>, of the size the tower was trained for; borrowed.</param>
    /// <returns>
    /// [B, 1 + h * w, D] each, the class token first, or [B, C, h, w] each; the last is what <see cref="ForwardHead"/> takes. The caller's.
    /// </returns>
    Tensor[] ForwardStages(Tensor image);

    /// <summary>From the last stage to the vector.</summary>
    /// <param name="last">The last of <see cref="ForwardStages"/>; borrowed.</param>
    /// <param name="interpolation">As for <see cref="Forward"/>; only towers that place their last map need it.</param>
    /// <returns>[B, E], not normalised; the caller's.</returns>
    Tensor ForwardHead(Tensor last, PositionInterpolation interpolation);
}
