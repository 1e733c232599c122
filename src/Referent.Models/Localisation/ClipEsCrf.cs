using Referent.Imaging;
using Referent.Imaging.Masks;
using Referent.Imaging.Refinement;

namespace Referent.Models.Localisation;

/// <summary>
/// A map of CLIP-ES moved to the edges of the picture by a dense CRF. Source: CLIP-ES, eval_cam_with_crf.py. Differs: in single precision, where
/// published maps are stored in half.
/// </summary>
public static class ClipEsCrf
{
    /// <summary>Keeps the logarithm finite. Source: eval_cam_with_crf.py.</summary>
    private const float Floor = 1e-5f;

    /// <summary>Mean of blue, green and red. Source: eval_cam_with_crf.py, mean_bgr.</summary>
    private static readonly float[] Mean = [104.008f, 116.669f, 122.675f];

    /// <param name="picture">The picture.</param>
    /// <param name="map">Row by row at the picture's size, 0 to 1.</param>
    /// <returns>Where the text is likelier than the background, which is what the map leaves.</returns>
    /// <exception cref="ArgumentException">The map is not of this picture.</exception>
    public static BinaryMask Refine(RgbImage picture, ReadOnlySpan<float> map)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (map.Length != picture.Size.PixelCount)
        {
            throw new ArgumentException($"A {picture.Size} picture does not have {map.Length} responses.", nameof(map));
        }

        float[] costs = new float[2 * map.Length];
        for (int i = 0; i < map.Length; i++)
        {
            costs[2 * i] = Cost(1 - map[i]);
            costs[(2 * i) + 1] = Cost(map[i]);
        }

        bool[] isText = new DenseCrf(Colours(picture), DenseCrfOptions.ClipEs).InferSecond(costs);
        return new BinaryMask(picture.Size, Array.ConvertAll(isText, pixel => (byte)(pixel ? 1 : 0)));
    }

    /// <summary>
    /// Blue, green and red less their mean, cut to bytes: what is below the mean wraps around to the far end, so that colours on either side of
    /// the mean count as different. Kept, since the published numbers have it.
    /// </summary>
    internal static RgbImage Colours(RgbImage picture)
    {
        RgbImage colours = new(picture.Size);
        for (int i = 0; i < picture.Pixels.Length; i++)
        {
            int channel = i % 3;
            colours.Pixels[i] = unchecked((byte)(int)(picture.Pixels[i + 2 - (2 * channel)] - Mean[channel]));
        }

        return colours;
    }

    private static float Cost(float probability) => -MathF.Log(Math.Clamp(probability, Floor, 1));
}
