using Referent.Imaging.Preprocessing;
using Referent.Torch;

namespace Referent.Models.Tris;

/// <summary>The colours in which a frozen CLIP is shown a picture through a map.</summary>
public enum MaskedColours
{
    /// <summary>As that CLIP was trained: its own mean and standard deviation, so that what the map hides is CLIP's mean colour.</summary>
    Clip,

    /// <summary>As the official program shows it: ImageNet's, which are those of the stage's own input.</summary>
    AsReleased,
}

/// <summary>A picture seen through a map, as a frozen CLIP judges it: calibration and selection of maps. Source: TRIS, equation (8).</summary>
public static class MaskedPicture
{
    /// <param name="image">[B, 3, H, W], normalised by ImageNet's mean and standard deviation; borrowed.</param>
    /// <param name="map">[B, 1, h, w], by which pixels are multiplied: 0 hides, 1 shows; borrowed.</param>
    /// <param name="side">Pixels a side of that CLIP's input: 224 for the published ViT-B/32.</param>
    /// <param name="colours">The colours.</param>
    /// <returns>[B, 3, side, side]; the caller's. Both were stretched so that the centres of corner pixels meet.</returns>
    public static Tensor Create(Tensor image, Tensor map, int side, MaskedColours colours = MaskedColours.Clip)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(map);
        using TensorScope scope = TensorScope.Begin();
        Tensor picture = image.ResizeBilinearAlignedCorners(side, side);
        Tensor shown = colours == MaskedColours.Clip ? ToClip(picture) : picture;
        return scope.Keep(map.ResizeBilinearAlignedCorners(side, side) * shown);
    }

    /// <summary>From ImageNet's colours to CLIP's.</summary>
    private static Tensor ToClip(Tensor picture)
    {
        (PixelNormalisation from, PixelNormalisation to) = (PixelNormalisation.ImageNet, PixelNormalisation.Clip);
        float[] scale = new float[3];
        float[] shift = new float[3];
        for (int channel = 0; channel < 3; channel++)
        {
            scale[channel] = from.Deviation[channel] / to.Deviation[channel];
            shift[channel] = (from.Mean[channel] - to.Mean[channel]) / to.Deviation[channel];
        }

        return (picture * Tensor.From<float>(scale, [1, 3, 1, 1], picture.Device)) + Tensor.From<float>(shift, [1, 3, 1, 1], picture.Device);
    }
}
