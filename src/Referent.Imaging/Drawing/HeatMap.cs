namespace Referent.Imaging.Drawing;

/// <summary>Shows on a picture how much a method answers at each place: nothing where it does not, else blue over green and yellow to red.</summary>
public static class HeatMap
{
    /// <summary>Share of the colour where the answer is strongest. Chosen by eye: the object's own texture stays visible.</summary>
    private const double LargestShare = 0.7;

    /// <summary>Colours at even distances from no answer to the strongest.</summary>
    private static readonly RgbColour[] Stops = [new(30, 60, 255), new(30, 200, 230), new(60, 210, 60), new(255, 220, 40), new(230, 30, 30)];

    /// <summary>Draws on a copy.</summary>
    /// <param name="image">The picture; stays as it is.</param>
    /// <param name="values">Row by row at the picture's size; what is below 0 counts as 0, what is above 1 as 1.</param>
    /// <exception cref="ArgumentException">The picture has another number of pixels.</exception>
    public static RgbImage Draw(RgbImage image, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (values.Length != image.Size.PixelCount)
        {
            throw new ArgumentException($"A {image.Size} picture does not have {values.Length} values.", nameof(values));
        }

        var canvas = new Canvas(new RgbImage(image.Size, (byte[])image.Pixels.Clone()));
        for (int i = 0; i < values.Length; i++)
        {
            double value = Math.Clamp(values[i], 0, 1);

            // The square root shows weak answers too: half of the colour at a quarter of the answer.
            canvas.Blend(i % image.Width, i / image.Width, ColourOf(value), LargestShare * Math.Sqrt(value));
        }

        return canvas.Image;
    }

    private static RgbColour ColourOf(double value)
    {
        double position = value * (Stops.Length - 1);
        int stop = Math.Min((int)position, Stops.Length - 2);
        (RgbColour from, RgbColour to, double share) = (Stops[stop], Stops[stop + 1], position - stop);
        return new RgbColour(Mix(from.R, to.R), Mix(from.G, to.G), Mix(from.B, to.B));

        byte Mix(byte low, byte high) => (byte)(low + ((high - low) * share) + 0.5);
    }
}
