using Referent.Data.World.Colours;
using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Composition;

/// <summary>Procedural backgrounds: simple ones as behind a product, cluttered ones as in the world.</summary>
/// <remarks>
/// Chosen: two families that share no code but the colours, so that object-centric pictures and scenes differ in their distribution.
/// </remarks>
internal static class Background
{
    /// <summary>One soft colour, or a gradient between two near ones, sometimes with a vignette.</summary>
    public static RgbImage Simple(WorldRandom random, ImageSize size)
    {
        Rgb from = Colour(random, maximalSaturation: 0.5);
        Rgb to = random.Chance(0.4) ? from : Rgb.Mix(from, Colour(random, maximalSaturation: 0.5), random.Between(0.2, 0.6));
        (double sin, double cos) = Math.SinCos(random.Between(0, 2 * Math.PI));
        double vignette = random.Chance(0.3) ? random.Between(0.1, 0.35) : 0;
        RgbImage image = new(size);
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                double u = ((x + 0.5) / size.Width) - 0.5;
                double v = ((y + 0.5) / size.Height) - 0.5;
                double shade = 1 - (vignette * 2 * ((u * u) + (v * v)));
                Set(image, x, y, Rgb.Mix(from, to, 0.5 + (0.7 * ((u * cos) + (v * sin)))) * shade);
            }
        }

        return image;
    }

    /// <summary>A ground (wall, landscape, stripes, tiles or clouds of colour), shapes scattered over it, and texture at several scales.</summary>
    public static RgbImage Cluttered(WorldRandom random, ImageSize size)
    {
        RgbImage image = new(size);
        Ground.Paint(image, random);
        int layers = random.Below(3);
        for (int i = 0; i < layers; i++)
        {
            Clutter.Scatter(image, random);
        }

        double strength = random.Between(8, 45);
        float[] texture = Noise.Fractal(random, size, 8 << random.Below(3), 4, random.Between(0.6, 1.0));
        for (int i = 0; i < texture.Length; i++)
        {
            int shift = (int)(texture[i] * strength);
            for (int c = 0; c < 3; c++)
            {
                image.Pixels[(i * 3) + c] = (byte)Math.Clamp(image.Pixels[(i * 3) + c] + shift, 0, 255);
            }
        }

        return image;
    }

    /// <summary>A colour of any hue, neither near black nor fully saturated.</summary>
    internal static Rgb Colour(WorldRandom random, double maximalSaturation)
    {
        (byte r, byte g, byte b) = new Hsv(random.Between(0, 360), random.Between(0, maximalSaturation), random.Between(0.35, 1)).ToRgb();
        return new Rgb(r, g, b);
    }

    internal static void Set(RgbImage image, int x, int y, Rgb colour)
    {
        int at = ((y * image.Width) + x) * 3;
        image.Pixels[at] = (byte)Math.Clamp(colour.Red, 0, 255);
        image.Pixels[at + 1] = (byte)Math.Clamp(colour.Green, 0, 255);
        image.Pixels[at + 2] = (byte)Math.Clamp(colour.Blue, 0, 255);
    }
}
