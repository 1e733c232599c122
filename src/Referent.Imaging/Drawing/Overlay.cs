using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Drawing;

/// <summary>Shows a mask on its picture: a tint, a contour, the points that led to it, and the scores of all that was considered.</summary>
public static class Overlay
{
    /// <summary>Share of the tint inside the mask. Chosen: the object's own texture stays visible.</summary>
    private const double TintShare = 0.4;

    /// <summary>Picture sides, in pixels, for one pixel of contour. Chosen by eye on pictures of 256 to 1800 pixels.</summary>
    private const double SidesPerContourPixel = 300;

    /// <summary>Picture sides for one pixel of a point's radius. Chosen likewise.</summary>
    private const double SidesPerRadiusPixel = 90;

    private const double SmallestRadius = 3;

    /// <summary>Euclidean distance of 8-bit colours. Chosen: purple and light blue are nearer, black and the greys are not.</summary>
    private const double NearBlue = 160;

    /// <summary>Draws on a copy.</summary>
    /// <param name="image">The picture; stays as it is.</param>
    /// <param name="mask">Of the picture's size; null for none.</param>
    /// <param name="points">In the picture's pixels; null for none. Green is positive, red negative, each with a white rim.</param>
    /// <param name="colour">Of tint and contour; null for blue, or yellow where blue would not stand out.</param>
    /// <param name="tint">Share of the colour inside the mask, 0 to 1; 0 for the contour alone.</param>
    /// <param name="scores">
    /// Each 0 to 1, the chosen one first: bars in the corner that covers the least, its own green, the others red; null for none.
    /// </param>
    /// <exception cref="ArgumentException">The mask has another size than the picture.</exception>
    public static RgbImage Draw(
        RgbImage image,
        BinaryMask? mask,
        IEnumerable<LabelledPoint>? points = null,
        RgbColour? colour = null,
        double tint = TintShare,
        IReadOnlyList<double>? scores = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        var canvas = new Canvas(new RgbImage(image.Size, (byte[])image.Pixels.Clone()));
        int side = Math.Min(image.Height, image.Width);
        if (mask is not null)
        {
            if (mask.Size != image.Size)
            {
                throw new ArgumentException($"The mask is {mask.Size}, the picture {image.Size}; expected the same.", nameof(mask));
            }

            Tint(canvas, mask, colour ?? Contrasting(image, mask), (int)Math.Ceiling(side / SidesPerContourPixel), tint);
        }

        double radius = Math.Max(SmallestRadius, side / SidesPerRadiusPixel);
        LabelledPoint[] shown = [.. points ?? []];
        foreach (LabelledPoint point in shown)
        {
            canvas.FillCircle(point.Position, radius * 1.4, RgbColour.White);
            canvas.FillCircle(point.Position, radius, point.Positive ? RgbColour.Green : RgbColour.Red);
        }

        new ScoreBars(scores ?? [], canvas).Draw(mask, shown);
        return canvas.Image;
    }

    /// <summary>Blue, or yellow where the mean of the picture inside the mask is near blue.</summary>
    private static RgbColour Contrasting(RgbImage image, BinaryMask mask)
    {
        (long red, long green, long blue, long area) = (0, 0, 0, 0);
        for (int i = 0; i < mask.Pixels.Length; i++)
        {
            if (mask.Pixels[i] != 0)
            {
                ReadOnlySpan<byte> pixel = image.Pixels.AsSpan(3 * i, 3);
                (red, green, blue, area) = (red + pixel[0], green + pixel[1], blue + pixel[2], area + 1);
            }
        }

        double distance = Squared(RgbColour.Blue.R, red) + Squared(RgbColour.Blue.G, green) + Squared(RgbColour.Blue.B, blue);
        return distance < NearBlue * NearBlue ? RgbColour.Yellow : RgbColour.Blue;

        double Squared(byte value, long sum) => Math.Pow(value - ((double)sum / Math.Max(1, area)), 2);
    }

    private static void Tint(Canvas canvas, BinaryMask mask, RgbColour colour, int contour, double tint)
    {
        for (int y = 0; y < mask.Height; y++)
        {
            for (int x = 0; x < mask.Width; x++)
            {
                if (mask[y, x])
                {
                    canvas.Blend(x, y, colour, IsNearOutside(mask, y, x, contour) ? 1 : tint);
                }
            }
        }
    }

    /// <summary>Whether a pixel outside the mask, or the picture's edge, lies within so many pixels along an axis or a diagonal.</summary>
    private static bool IsNearOutside(BinaryMask mask, int y, int x, int distance)
    {
        return Outside(-distance, 0) || Outside(distance, 0) || Outside(0, -distance) || Outside(0, distance)
            || Outside(-distance, -distance) || Outside(-distance, distance) || Outside(distance, -distance) || Outside(distance, distance);

        bool Outside(int down, int right) =>
            y + down < 0 || x + right < 0 || y + down >= mask.Height || x + right >= mask.Width || !mask[y + down, x + right];
    }
}
