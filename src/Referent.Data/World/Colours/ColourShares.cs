using Referent.Imaging;

namespace Referent.Data.World.Colours;

/// <summary>Which share of a sprite's opaque pixels has each colour name, and hence which colour words are true of it.</summary>
public sealed class ColourShares
{
    /// <summary>Share from which a colour word is true. Chosen: at half of the pixels people agree on the word (looked at on contact sheets).</summary>
    private const double TrueFrom = 0.5;

    /// <summary>Share up to which a colour word is false. Chosen: outlines and small details do not make a thing that colour.</summary>
    private const double FalseUpTo = 0.12;

    private readonly double[] _shares;

    private ColourShares(double[] shares) => _shares = shares;

    public double this[ColourName colour] => _shares[(int)colour];

    /// <summary>The one colour word that is true of the sprite, if there is one.</summary>
    public ColourName? Name
    {
        get
        {
            int best = Array.IndexOf(_shares, _shares.Max());
            return _shares[best] >= TrueFrom ? (ColourName)best : null;
        }
    }

    /// <summary>Whether a colour word is true of the sprite: true, false, or null where people may differ.</summary>
    public bool? Is(ColourName colour) => _shares[(int)colour] >= TrueFrom ? true : _shares[(int)colour] <= FalseUpTo ? false : null;

    /// <summary>Counts the pixels of which at least half is covered.</summary>
    public static ColourShares Of(RgbaImage sprite)
    {
        ArgumentNullException.ThrowIfNull(sprite);
        double[] counts = new double[Enum.GetValues<ColourName>().Length];
        int opaque = 0;
        for (int i = 0; i < sprite.Pixels.Length; i += 4)
        {
            if (sprite.Pixels[i + 3] < 128)
            {
                continue;
            }

            opaque++;
            if (NameOf(Hsv.Of(sprite.Pixels[i], sprite.Pixels[i + 1], sprite.Pixels[i + 2])) is ColourName name)
            {
                counts[(int)name]++;
            }
        }

        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] /= Math.Max(1, opaque);
        }

        return new ColourShares(counts);
    }

    /// <summary>The name of one pixel's colour; null in the zones between two names.</summary>
    /// <remarks>Chosen: borders set by eye on the sprites of the default pack, with a gap where people would differ.</remarks>
    internal static ColourName? NameOf(Hsv pixel)
    {
        (double hue, double saturation, double value) = pixel;
        if (value < 0.25 || (value < 0.35 && saturation < 0.25))
        {
            return ColourName.Black;
        }

        if (saturation < 0.16)
        {
            return value > 0.87 ? ColourName.White : value < 0.82 ? ColourName.Gray : null;
        }

        if (saturation < 0.3)
        {
            return hue is >= 165 and < 260 && value < 0.75 ? ColourName.Gray : null;
        }

        return hue switch
        {
            < 10 or >= 345 => ReddishName(pixel),
            >= 14 and < 20 => value < 0.72 ? ColourName.Brown : saturation > 0.65 && value > 0.88 ? ColourName.Orange : null,
            >= 20 and < 38 => value < 0.72 ? ColourName.Brown : value > 0.82 && saturation > 0.55 ? ColourName.Orange : null,
            >= 42 and < 66 => value < 0.5 ? ColourName.Brown : value > 0.75 && saturation > 0.4 ? ColourName.Yellow : null,
            >= 75 and < 165 => ColourName.Green,
            >= 185 and < 250 => ColourName.Blue,
            >= 260 and < 295 => ColourName.Purple,
            >= 305 and < 342 => value > 0.7 ? ColourName.Pink : null,
            _ => null,
        };
    }

    private static ColourName? ReddishName(Hsv pixel) => pixel switch
    {
        { Saturation: > 0.6, Value: > 0.45 } => ColourName.Red,
        { Saturation: < 0.5, Value: > 0.8 } => ColourName.Pink,
        { Saturation: < 0.6, Value: < 0.6 } => ColourName.Brown,
        _ => null,
    };
}
