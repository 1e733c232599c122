using Referent.Imaging;

namespace Referent.Data.World.Composition;

/// <summary>What fills the whole of a cluttered background first.</summary>
internal static class Ground
{
    private const double Saturation = 0.65;

    public static void Paint(RgbImage image, WorldRandom random)
    {
        switch (random.Below(5))
        {
            case 0: Landscape(image, random); break;
            case 1: Clouds(image, random); break;
            case 2: Stripes(image, random); break;
            case 3: Tiles(image, random); break;
            default: Gradient(image, random); break;
        }
    }

    /// <summary>Sky over land, with a wavy horizon.</summary>
    private static void Landscape(RgbImage image, WorldRandom random)
    {
        Rgb sky = Background.Colour(random, Saturation), haze = Background.Colour(random, 0.3);
        Rgb land = Background.Colour(random, Saturation), near = Background.Colour(random, Saturation);
        double horizon = random.Between(0.3, 0.7) * image.Height;
        double swing = random.Between(0, 0.06) * image.Height;
        double period = random.Between(0.2, 1.2) * image.Width / (2 * Math.PI);
        double phase = random.Between(0, 7);
        for (int x = 0; x < image.Width; x++)
        {
            double edge = horizon + (swing * Math.Sin((x / period) + phase));
            for (int y = 0; y < image.Height; y++)
            {
                Rgb colour = y < edge ? Rgb.Mix(sky, haze, y / edge) : Rgb.Mix(land, near, (y - edge) / (image.Height - edge));
                Background.Set(image, x, y, colour);
            }
        }
    }

    private static void Clouds(RgbImage image, WorldRandom random)
    {
        Rgb a = Background.Colour(random, Saturation), b = Background.Colour(random, Saturation);
        float[] field = Noise.Fractal(random, image.Size, 32 << random.Below(2), 3, 0.5);
        double contrast = random.Between(0.8, 2);
        for (int i = 0; i < field.Length; i++)
        {
            Background.Set(image, i % image.Width, i / image.Width, Rgb.Mix(a, b, 0.5 + (contrast * field[i])));
        }
    }

    private static void Stripes(RgbImage image, WorldRandom random)
    {
        Rgb a = Background.Colour(random, Saturation), b = Rgb.Mix(a, Background.Colour(random, Saturation), random.Between(0.3, 0.9));
        (double sin, double cos) = Math.SinCos(random.Between(0, Math.PI));
        double period = random.Between(0.03, 0.2) * image.Width;
        double share = random.Between(0.3, 0.7);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                double at = ((x * cos) + (y * sin)) / period;
                Background.Set(image, x, y, at - Math.Floor(at) < share ? a : b);
            }
        }
    }

    private static void Tiles(RgbImage image, WorldRandom random)
    {
        Rgb a = Background.Colour(random, Saturation), b = Rgb.Mix(a, Background.Colour(random, Saturation), random.Between(0.2, 0.8));
        int width = (int)(random.Between(0.05, 0.25) * image.Width) + 1;
        int height = random.Chance(0.5) ? width : (width / 2) + 1;
        bool bricks = random.Chance(0.4);
        for (int y = 0; y < image.Height; y++)
        {
            int row = y / height;
            int shift = bricks ? row % 2 * width / 2 : 0;
            for (int x = 0; x < image.Width; x++)
            {
                int column = (x + shift) / width;
                bool joint = (x + shift) % width == 0 || y % height == 0;
                bool first = bricks ? !joint : (row + column) % 2 == 0;
                Background.Set(image, x, y, first ? a : b);
            }
        }
    }

    private static void Gradient(RgbImage image, WorldRandom random)
    {
        Rgb a = Background.Colour(random, Saturation), b = Background.Colour(random, Saturation);
        (double sin, double cos) = Math.SinCos(random.Between(0, 2 * Math.PI));
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                double t = ((((double)x / image.Width) - 0.5) * cos) + ((((double)y / image.Height) - 0.5) * sin);
                Background.Set(image, x, y, Rgb.Mix(a, b, t + 0.5));
            }
        }
    }
}
