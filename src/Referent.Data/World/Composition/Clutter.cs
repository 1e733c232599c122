using Referent.Imaging;

namespace Referent.Data.World.Composition;

/// <summary>Shapes without names (ellipses, boxes, triangles, bars) scattered over a background.</summary>
internal static class Clutter
{
    private enum Shape
    {
        Ellipse,
        Box,
        Triangle,
        Bar,
    }

    /// <summary>Paints a layer of 3 to 40 shapes of one kind in colours near each other, the more the smaller.</summary>
    public static void Scatter(RgbImage image, WorldRandom random)
    {
        Shape shape = (Shape)random.Below(4);
        double size = random.BetweenLog(0.03, 0.3);
        int count = (int)Math.Clamp(random.Between(0.4, 1.2) / (size * size * 6), 3, 40);
        Rgb a = Background.Colour(random, 0.6), b = Background.Colour(random, 0.6);
        double opacity = random.Between(0.3, 0.9);
        for (int i = 0; i < count; i++)
        {
            double radius = size * random.Between(0.5, 1.3) * image.Width / 2;
            double aspect = shape == Shape.Bar ? random.Between(0.08, 0.2) : random.Between(0.4, 1);
            Rgb colour = Rgb.Mix(a, b, random.NextDouble());
            (double X, double Y) centre = (random.Between(0, image.Width), random.Between(0, image.Height));
            Paint(image, shape, centre, radius, radius * aspect, random.Between(0, Math.PI), colour, opacity);
        }
    }

    private static void Paint(
        RgbImage image, Shape shape, (double X, double Y) centre, double radius, double minor, double angle, Rgb colour, double opacity)
    {
        (double sin, double cos) = Math.SinCos(angle);
        double reach = radius * 1.5;
        for (int y = Math.Max(0, (int)(centre.Y - reach)); y < Math.Min(image.Height, centre.Y + reach); y++)
        {
            for (int x = Math.Max(0, (int)(centre.X - reach)); x < Math.Min(image.Width, centre.X + reach); x++)
            {
                double u = (((x - centre.X) * cos) + ((y - centre.Y) * sin)) / radius;
                double v = (((y - centre.Y) * cos) - ((x - centre.X) * sin)) / minor;
                if (Holds(shape, u, v))
                {
                    int at = ((y * image.Width) + x) * 3;
                    Rgb old = new(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
                    Background.Set(image, x, y, Rgb.Mix(old, colour, opacity));
                }
            }
        }
    }

    private static bool Holds(Shape shape, double u, double v) => shape switch
    {
        Shape.Ellipse => (u * u) + (v * v) <= 1,
        Shape.Triangle => v >= -1 && v <= 1 && Math.Abs(u) <= (1 - v) / 2,
        _ => Math.Abs(u) <= 1 && Math.Abs(v) <= 1,
    };
}
