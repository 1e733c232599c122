using Referent.Imaging.Geometry;

namespace Referent.Imaging.Drawing;

/// <summary>Draws on a picture in place, with smooth edges; what lies outside the picture is cut off.</summary>
/// <param name="image">The picture that is drawn on; it stays the caller's.</param>
public sealed class Canvas(RgbImage image)
{
    public RgbImage Image { get; } = image ?? throw new ArgumentNullException(nameof(image));

    /// <param name="centre">In pixels.</param>
    /// <param name="radius">In pixels; the edge is smooth.</param>
    /// <param name="colour">Fills the circle.</param>
    public void FillCircle(ImagePoint centre, double radius, RgbColour colour) =>
        FillNear(centre, centre, radius, colour);

    /// <summary>A line with round ends.</summary>
    /// <param name="from">One end, in pixels.</param>
    /// <param name="to">The other end, in pixels.</param>
    /// <param name="thickness">In pixels, at least 1.</param>
    /// <param name="colour">Of the line.</param>
    public void Line(ImagePoint from, ImagePoint to, double thickness, RgbColour colour) => FillNear(from, to, thickness / 2, colour);

    /// <summary>The outline of a box, centred on its edges.</summary>
    /// <param name="box">In pixels.</param>
    /// <param name="thickness">In pixels, at least 1.</param>
    /// <param name="colour">Of the outline.</param>
    public void Box(BoxXyxy box, double thickness, RgbColour colour)
    {
        (ImagePoint topLeft, ImagePoint topRight) = (new(box.Left, box.Top), new(box.Right, box.Top));
        (ImagePoint bottomLeft, ImagePoint bottomRight) = (new(box.Left, box.Bottom), new(box.Right, box.Bottom));
        Line(topLeft, topRight, thickness, colour);
        Line(topRight, bottomRight, thickness, colour);
        Line(bottomRight, bottomLeft, thickness, colour);
        Line(bottomLeft, topLeft, thickness, colour);
    }

    /// <summary>One line of text in a fixed-width font; characters outside printable ASCII become <c>?</c>.</summary>
    /// <param name="text">Takes <see cref="BitmapFont.WidthOf"/> by <see cref="BitmapFont.LineHeight"/> pixels, times the scale.</param>
    /// <param name="left">Of the first character, in pixels.</param>
    /// <param name="top">Of the line, in pixels.</param>
    /// <param name="colour">Of the text.</param>
    /// <param name="scale">Pixels a dot of the font, at least 1.</param>
    public void Text(ReadOnlySpan<char> text, int left, int top, RgbColour colour, int scale = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        for (int i = 0; i < text.Length; i++, left += BitmapFont.Advance * scale)
        {
            for (int row = 0; row < BitmapFont.Rows * scale; row++)
            {
                for (int column = 0; column < BitmapFont.Columns * scale; column++)
                {
                    if (BitmapFont.IsSet(text[i], row / scale, column / scale))
                    {
                        Blend(left + column, top + row, colour, 1);
                    }
                }
            }
        }
    }

    /// <summary>Copies another picture in; parts outside are cut off.</summary>
    /// <param name="picture">What is copied, at its own size.</param>
    /// <param name="left">Of its first column, in pixels; may be negative.</param>
    /// <param name="top">Of its first row, in pixels; may be negative.</param>
    public void Paste(RgbImage picture, int left, int top)
    {
        ArgumentNullException.ThrowIfNull(picture);
        int firstColumn = Math.Max(0, -left);
        int columns = Math.Min(picture.Width, Image.Width - left) - firstColumn;
        for (int y = Math.Max(0, -top); columns > 0 && y < Math.Min(picture.Height, Image.Height - top); y++)
        {
            ReadOnlySpan<byte> row = picture.Pixels.AsSpan(((y * picture.Width) + firstColumn) * 3, columns * 3);
            row.CopyTo(Image.Pixels.AsSpan((((top + y) * Image.Width) + left + firstColumn) * 3));
        }
    }

    /// <summary>Mixes a colour into one pixel; outside the picture nothing happens.</summary>
    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="colour">What is mixed in.</param>
    /// <param name="share">0 leaves the pixel, 1 replaces it.</param>
    public void Blend(int x, int y, RgbColour colour, double share)
    {
        if (x < 0 || y < 0 || x >= Image.Width || y >= Image.Height)
        {
            return;
        }

        Span<byte> pixel = Image.Pixels.AsSpan(((y * Image.Width) + x) * 3, 3);
        pixel[0] = Mix(pixel[0], colour.R, share);
        pixel[1] = Mix(pixel[1], colour.G, share);
        pixel[2] = Mix(pixel[2], colour.B, share);
    }

    private static byte Mix(byte from, byte to, double share) => (byte)((from * (1 - share)) + (to * share) + 0.5);

    /// <summary>Fills what lies within a distance of a segment; the share of an edge pixel follows the distance of its centre.</summary>
    private void FillNear(ImagePoint from, ImagePoint to, double distance, RgbColour colour)
    {
        double reach = distance + 1;
        int top = (int)Math.Max(0, Math.Min(from.Y, to.Y) - reach);
        int bottom = (int)Math.Min(Image.Height - 1, Math.Max(from.Y, to.Y) + reach);
        int left = (int)Math.Max(0, Math.Min(from.X, to.X) - reach);
        int right = (int)Math.Min(Image.Width - 1, Math.Max(from.X, to.X) + reach);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double share = Math.Clamp(distance + 0.5 - DistanceToSegment(new ImagePoint(x + 0.5, y + 0.5), from, to), 0, 1);
                if (share > 0)
                {
                    Blend(x, y, colour, share);
                }
            }
        }
    }

    private static double DistanceToSegment(ImagePoint point, ImagePoint from, ImagePoint to)
    {
        (double dx, double dy) = (to.X - from.X, to.Y - from.Y);
        double lengthSquared = (dx * dx) + (dy * dy);
        double along = lengthSquared == 0 ? 0 : Math.Clamp((((point.X - from.X) * dx) + ((point.Y - from.Y) * dy)) / lengthSquared, 0, 1);
        return Math.Sqrt(Math.Pow(point.X - from.X - (along * dx), 2) + Math.Pow(point.Y - from.Y - (along * dy), 2));
    }
}
