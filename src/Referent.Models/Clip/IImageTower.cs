using Referent.Torch;

namespace Referent.Models.Clip;

/// <summary>The image half of a CLIP.</summary>
public interface IImageTower
{
    /// <summary>One vector of the shared space per image.</summary>
    /// <param name="image">[B, 3, H, W], Float32, normalised by CLIP's mean and standard deviation; borrowed.</param>
    /// <param name="interpolation">What to do where the size is not the one the tower was trained for.</param>
    /// <param name="training">Batch normalisation follows this batch and remembers it, instead of what it remembers; towers without any do not care.</param>
    /// <returns>[B, E], not normalised; the caller's.</returns>
    Tensor Forward(Tensor image, PositionInterpolation interpolation, bool training = false);
}
