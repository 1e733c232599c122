using Referent.Torch;

namespace Referent.Models.PointPrompting;

/// <summary>Positions on a grid as sines and cosines. Source: DETR, position_encoding.py, normalised. Differs: no mask, pixel centres.</summary>
internal static class SinePositions
{
    /// <summary>Ratio of the longest to the shortest wavelength, nearly. Source: DETR, position_encoding.py, temperature.</summary>
    private const double Temperature = 10000;

    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">C, a multiple of 4: the first half speaks of y, the second of x.</param>
    /// <param name="device">Where the result lies.</param>
    /// <returns>[h * w, C]; the caller's.</returns>
    public static Tensor Create(int height, int width, int channels, Device device)
    {
        int half = channels / 2;
        float[] rows = Encode(height, half);
        float[] columns = Encode(width, half);
        float[] values = new float[height * width * channels];
        for (int cell = 0; cell < height * width; cell++)
        {
            Span<float> target = values.AsSpan(cell * channels, channels);
            rows.AsSpan(cell / width * half, half).CopyTo(target);
            columns.AsSpan(cell % width * half, half).CopyTo(target[half..]);
        }

        return Tensor.From<float>(values, [(long)height * width, channels], device);
    }

    /// <summary>For each of <paramref name="count"/> places a row of sine and cosine pairs; a full turn of the slowest spans them all.</summary>
    private static float[] Encode(int count, int channels)
    {
        float[] values = new float[count * channels];
        for (int i = 0; i < values.Length; i += 2)
        {
            (int place, int channel) = Math.DivRem(i, channels);
            double angle = (place + 0.5) / count * 2 * Math.PI / Math.Pow(Temperature, (double)channel / channels);
            (values[i], values[i + 1]) = ((float)Math.Sin(angle), (float)Math.Cos(angle));
        }

        return values;
    }
}
