using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Responses;

/// <summary>How much each place of a picture responds to a phrase, on a grid of any size laid over the whole picture. It owns its values.</summary>
/// <remarks>
/// Source: TRIS <c>validate.py</c>: interpolate, divide by the highest response + 1e-5, threshold, argmax. Kept with it: where every
/// response is below -1e-5 the division turns the sign, so that the mask is the whole picture and the peak the lowest response. Differs:
/// none; in single precision throughout.
/// </remarks>
public sealed class ResponseMap
{
    /// <summary>Keeps the division from zero. Source: TRIS <c>validate.py</c>.</summary>
    private const float Guard = 1e-5f;

    private readonly float[] _values;

    /// <param name="size">Height and width, each at least 1.</param>
    /// <param name="values">Row by row, all finite.</param>
    /// <exception cref="FormatException">The number of values does not fit the size, or one is not finite.</exception>
    public ResponseMap(ImageSize size, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (size.Height < 1 || size.Width < 1 || values.Length != size.PixelCount)
        {
            throw new FormatException($"A {size} map needs {size.PixelCount} values, not {values.Length}.");
        }

        if (!Array.TrueForAll(values, float.IsFinite))
        {
            throw new FormatException("A map holds a value that is no finite number.");
        }

        (Size, _values) = (size, values);
    }

    public ImageSize Size { get; }

    /// <summary>The mask at a picture's size, and the pixel that responds most: the first one, row by row.</summary>
    public (BinaryMask Mask, PixelPosition Peak) Predict(ImageSize picture, ResponseRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        LinearTap[] columns = LinearTap.Between(Size.Width, picture.Width, rules.Resize);
        LinearTap[] rows = LinearTap.Between(Size.Height, picture.Height, rules.Resize);
        float[] row = new float[picture.Width];

        // Twice over the rows instead of once over a copy at the picture's size, which may be large.
        float highest = float.NegativeInfinity;
        foreach (LinearTap at in rows)
        {
            Fill(row, at, columns);
            highest = Math.Max(highest, row.Max());
        }

        float unit = highest + Guard;
        BinaryMask mask = new(picture);
        (float Response, PixelPosition At) peak = (float.NegativeInfinity, default);
        for (int y = 0; y < rows.Length; y++)
        {
            Fill(row, rows[y], columns);
            for (int x = 0; x < row.Length; x++)
            {
                float response = row[x] / unit;
                mask.Pixels[(y * picture.Width) + x] = (byte)(response > rules.Threshold ? 1 : 0);
                if (response > peak.Response)
                {
                    peak = (response, new PixelPosition(x, y));
                }
            }
        }

        return (mask, peak.At);
    }

    private void Fill(float[] row, LinearTap at, LinearTap[] columns)
    {
        ReadOnlySpan<float> above = _values.AsSpan(at.Low * Size.Width, Size.Width);
        ReadOnlySpan<float> below = _values.AsSpan(at.High * Size.Width, Size.Width);
        for (int x = 0; x < row.Length; x++)
        {
            LinearTap tap = columns[x];
            float top = ((1 - tap.Share) * above[tap.Low]) + (tap.Share * above[tap.High]);
            float bottom = ((1 - tap.Share) * below[tap.Low]) + (tap.Share * below[tap.High]);
            row[x] = ((1 - at.Share) * top) + (at.Share * bottom);
        }
    }

    /// <summary>The two inputs that an output lies between.</summary>
    /// <param name="Low">Index of the first.</param>
    /// <param name="High">Index of the second; the same at the far edge.</param>
    /// <param name="Share">Weight of the second, 0 to 1.</param>
    private readonly record struct LinearTap(int Low, int High, float Share)
    {
        public static LinearTap[] Between(int inputs, int outputs, ResponseResize resize)
        {
            bool aligned = resize == ResponseResize.AlignCorners;
            float scale = !aligned ? (float)inputs / outputs : outputs > 1 ? (float)(inputs - 1) / (outputs - 1) : 0;
            return [.. Enumerable.Range(0, outputs).Select(output =>
            {
                float position = aligned ? scale * output : Math.Max(0, (scale * (output + 0.5f)) - 0.5f);
                int low = Math.Min((int)position, inputs - 1);
                return new LinearTap(low, Math.Min(low + 1, inputs - 1), Math.Clamp(position - low, 0, 1));
            })];
        }
    }
}
