using Referent.Imaging;
using Referent.Imaging.Preprocessing;
using Referent.Models.Clip;
using Referent.Torch;

namespace Referent;

/// <summary>
/// How much a picture is like those that a CLIP was trained on: the cosine of its vector with the mean of theirs. Chosen: it tells
/// photographs from the synthetic world where neither SAM's confidence nor the similarity to the phrase does,
/// docs/results/20261121-picture-domain.md.
/// </summary>
/// <param name="clip">Borrowed.</param>
/// <param name="imageSize">Side of the square that pictures are stretched to, in pixels.</param>
/// <param name="device">Where CLIP's weights are.</param>
internal sealed class PictureDomain(ClipModel clip, int imageSize, Device device)
{
    /// <summary>A picture's vector: [1, E], of unit length; the caller's.</summary>
    public Tensor Embed(RgbImage picture)
    {
        using TensorScope scope = TensorScope.Begin();
        EncoderImage input = ImagePreprocessing.ClipSquare(picture, imageSize);
        Tensor pixels = Tensor.From<float>(input.Planes, [1, 3, imageSize, imageSize], device);
        return scope.Keep(clip.EncodeImage(pixels, PositionInterpolation.ClipSurgery).Normalise(-1));
    }

    /// <summary>From -1 to 1.</summary>
    /// <param name="picture">Any.</param>
    /// <param name="centre">[1, E], of unit length; borrowed.</param>
    public double Similarity(RgbImage picture, Tensor centre)
    {
        using TensorScope scope = TensorScope.Begin();
        return (Embed(picture) * centre).Sum().Item();
    }

    /// <summary>The mean vector of pictures: [1, E], of unit length; the caller's.</summary>
    /// <param name="embedded">At least one, by <see cref="Embed"/>; borrowed.</param>
    public static Tensor Centre(IReadOnlyList<Tensor> embedded)
    {
        using TensorScope scope = TensorScope.Begin();
        return scope.Keep(Tensor.Cat([.. embedded], 0).Mean([0], keepDim: true).Normalise(-1));
    }
}
