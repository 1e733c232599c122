namespace Referent.Imaging.Preprocessing;

/// <summary>How bytes become the numbers that an encoder was trained on: <c>(byte / divisor - mean) / deviation</c> for each channel.</summary>
/// <param name="Divisor">255 where mean and deviation are on a scale of 0 to 1, else 1.</param>
/// <param name="Mean">Of red, green and blue.</param>
/// <param name="Deviation">Of red, green and blue.</param>
public sealed record PixelNormalisation(float Divisor, ChannelValues Mean, ChannelValues Deviation)
{
    /// <summary>Source: CLIP, clip/clip.py, _transform.</summary>
    public static PixelNormalisation Clip { get; } = new(255, new(0.48145466f, 0.4578275f, 0.40821073f), new(0.26862954f, 0.26130258f, 0.27577711f));

    /// <summary>Source: segment_anything/build_sam.py, pixel_mean and pixel_std.</summary>
    public static PixelNormalisation Sam { get; } = new(1, new(123.675f, 116.28f, 103.53f), new(58.395f, 57.12f, 57.375f));

    /// <summary>Source: torchvision, the normalisation of its ImageNet models.</summary>
    public static PixelNormalisation ImageNet { get; } = new(255, new(0.485f, 0.456f, 0.406f), new(0.229f, 0.224f, 0.225f));

    /// <summary>The number of each byte for one channel, computed in single precision as PyTorch does.</summary>
    internal float[] Table(int channel)
    {
        float[] table = new float[256];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = ((i / Divisor) - Mean[channel]) / Deviation[channel];
        }

        return table;
    }
}
