using Referent.Imaging;

namespace Referent.Data.World.Colours;

/// <summary>Recolours the pixels of a sprite's dominant colour, so that a colour word becomes true of it; shading and other colours stay.</summary>
internal static class Tint
{
    /// <summary>Share of the opaque pixels that the dominant hue must have for a sprite to be recoloured. Chosen: less looks like a stain.</summary>
    private const double LeastShare = 0.4;

    /// <summary>Half the width of the hue window that is recoloured, in degrees. Chosen: takes shadow and highlight along.</summary>
    private const double Window = 35;

    /// <summary>
    /// Where each colour word lies: hue, the factor on saturation with its least value, and the mean value. Chosen: centres of ColourShares' zones.
    /// </summary>
    private static readonly Dictionary<ColourName, (double Hue, double Factor, double Least, double Mean)> Targets = new()
    {
        [ColourName.Red] = (0, 1, 0.75, 0.85),
        [ColourName.Orange] = (29, 1, 0.85, 0.98),
        [ColourName.Yellow] = (52, 1, 0.65, 0.96),
        [ColourName.Green] = (115, 0.9, 0.5, 0.65),
        [ColourName.Blue] = (218, 1, 0.55, 0.85),
        [ColourName.Purple] = (277, 0.9, 0.5, 0.7),
        [ColourName.Pink] = (328, 0.7, 0.4, 0.97),
        [ColourName.Brown] = (24, 0.8, 0.45, 0.5),
        [ColourName.Black] = (0, 0.15, 0, 0.18),
        [ColourName.White] = (0, 0.06, 0, 0.96),
    };

    /// <summary>
    /// The sprite with its dominant colour moved to the given one; null where it has no dominant colour or the word would not become true.
    /// </summary>
    public static RgbaImage? Apply(RgbaImage sprite, ColourName colour)
    {
        if (Dominant(sprite) is not { } source)
        {
            return null;
        }

        (double hue, double factor, double least, double mean) = Targets[colour];
        RgbaImage tinted = new(sprite.Size, (byte[])sprite.Pixels.Clone());
        byte[] pixels = tinted.Pixels;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            if (pixels[i + 3] == 0)
            {
                continue;
            }

            Hsv old = Hsv.Of(pixels[i], pixels[i + 1], pixels[i + 2]);
            if (source.Holds(old))
            {
                double turn = source.IsNeutral ? 0 : 0.3 * Hsv.SignedHueDistance(old.Hue, source.Hue);
                double saturation = source.IsNeutral && least > 0 ? least
                    : factor < 0.2 ? old.Saturation * factor
                    : Math.Max(old.Saturation * factor, least);
                double value = Math.Min(1, old.Value * mean / source.MeanValue);
                (pixels[i], pixels[i + 1], pixels[i + 2]) = new Hsv((hue + turn + 360) % 360, saturation, value).ToRgb();
            }
        }

        return ColourShares.Of(tinted).Name == colour ? tinted : null;
    }

    private static Source? Dominant(RgbaImage sprite)
    {
        const int bins = 36;
        double[] counts = new double[bins];
        int opaque = 0;
        int neutral = 0;
        foreach (Hsv pixel in OpaquePixels(sprite))
        {
            opaque++;
            if (pixel.Saturation >= Source.Saturated && pixel.Value >= 0.2)
            {
                counts[(int)(pixel.Hue / 360 * bins) % bins]++;
            }
            else if (pixel.Value >= 0.35)
            {
                neutral++;
            }
        }

        int best = Enumerable.Range(0, bins).MaxBy(i => (2 * counts[i]) + counts[(i + 1) % bins] + counts[(i + bins - 1) % bins]);
        Source hued = new(IsNeutral: false, (best + 0.5) * 360 / bins, 1);
        Source source = neutral > opaque * 0.5 ? new Source(IsNeutral: true, 0, 1) : hued;
        double[] values = [.. OpaquePixels(sprite).Where(source.Holds).Select(pixel => pixel.Value)];
        return values.Length >= LeastShare * Math.Max(1, opaque) ? source with { MeanValue = values.Average() } : null;
    }

    private static IEnumerable<Hsv> OpaquePixels(RgbaImage sprite)
    {
        byte[] pixels = sprite.Pixels;
        for (int i = 0; i < pixels.Length; i += 4)
        {
            if (pixels[i + 3] >= 128)
            {
                yield return Hsv.Of(pixels[i], pixels[i + 1], pixels[i + 2]);
            }
        }
    }

    /// <summary>The pixels to recolour: a window of hues, or the light pixels without hue.</summary>
    private readonly record struct Source(bool IsNeutral, double Hue, double MeanValue)
    {
        public const double Saturated = 0.2;

        public bool Holds(Hsv pixel) => IsNeutral
            ? pixel.Saturation < Saturated && pixel.Value >= 0.35
            : pixel.Saturation >= Saturated && pixel.Value >= 0.1 && Hsv.HueDistance(pixel.Hue, Hue) <= Window;
    }
}
