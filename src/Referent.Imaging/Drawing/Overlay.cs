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

    /// <summary>Picture sides for one pixel of the width of a score's bar. Chosen likewise.</summary>
    private const double SidesPerBarPixel = 60;

    /// <summary>Times its width, the height of a bar at a score of 1.</summary>
    private const int BarHeight = 8;

    /// <summary>Share of white where a bar could be.</summary>
    private const double BarGround = 0.6;

    /// <summary>Draws on a copy.</summary>
    /// <param name="image">The picture; stays as it is.</param>
    /// <param name="mask">Of the picture's size; null for none.</param>
    /// <param name="points">In the picture's pixels; null for none. Green is positive, red negative, each with a white rim.</param>
    /// <param name="colour">Of tint and contour; null for blue.</param>
    /// <param name="tint">Share of the colour inside the mask, 0 to 1; 0 for the contour alone.</param>
    /// <param name="scores">
    /// Each 0 to 1, the chosen one first: bars in the lower left corner, its own green, the others red; null for none.
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

            Tint(canvas, mask, colour ?? RgbColour.Blue, (int)Math.Ceiling(side / SidesPerContourPixel), tint);
        }

        double radius = Math.Max(SmallestRadius, side / SidesPerRadiusPixel);
        foreach (LabelledPoint point in points ?? [])
        {
            canvas.FillCircle(point.Position, radius * 1.4, RgbColour.White);
            canvas.FillCircle(point.Position, radius, point.Positive ? RgbColour.Green : RgbColour.Red);
        }

        DrawBars(canvas, scores ?? [], Math.Max(2, (int)(side / SidesPerBarPixel)));
        return canvas.Image;
    }

    private static void DrawBars(Canvas canvas, IReadOnlyList<double> scores, int width)
    {
        int height = BarHeight * width, bottom = canvas.Image.Height - width;
        for (int i = 0; i < scores.Count; i++)
        {
            // A gap of half a bar between two; the bar has at least one row, so that a score of 0 is there too.
            int left = width + (i * width * 3 / 2), filled = Math.Clamp((int)Math.Round(scores[i] * height), 1, height);
            for (int pixel = 0; pixel < width * height; pixel++)
            {
                (int up, int right) = Math.DivRem(pixel, width);
                bool isFilled = up < filled;
                RgbColour colour = !isFilled ? RgbColour.White : i == 0 ? RgbColour.Green : RgbColour.Red;
                canvas.Blend(left + right, bottom - 1 - up, colour, isFilled ? 1 : BarGround);
            }
        }
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
