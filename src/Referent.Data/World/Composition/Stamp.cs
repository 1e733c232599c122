using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Composition;

/// <summary>A placed sprite as pixels: a window of the canvas with premultiplied RGBA.</summary>
internal sealed class Stamp
{
    private Stamp(int left, int top, RgbaImage pixels)
    {
        Left = left;
        Top = top;
        Pixels = pixels;
    }

    /// <summary>Canvas column of the window's first pixel.</summary>
    public int Left { get; }

    /// <summary>Canvas row of the window's first pixel.</summary>
    public int Top { get; }

    public RgbaImage Pixels { get; }

    /// <summary>Samples the sprite bilinearly at every canvas pixel's centre; null where nothing of it is on the canvas.</summary>
    public static Stamp? Of(Placement placement, ImageSize canvas)
    {
        int left = Math.Max(0, (int)Math.Floor(placement.CentreX - placement.HalfWidth));
        int top = Math.Max(0, (int)Math.Floor(placement.CentreY - placement.HalfHeight));
        int right = Math.Min(canvas.Width, (int)Math.Ceiling(placement.CentreX + placement.HalfWidth));
        int bottom = Math.Min(canvas.Height, (int)Math.Ceiling(placement.CentreY + placement.HalfHeight));
        if (right <= left || bottom <= top)
        {
            return null;
        }

        RgbaImage window = new(new ImageSize(bottom - top, right - left));
        RgbaImage source = placement.Variant.LevelFor(placement.Scale);
        double perPixelX = source.Width / (placement.Scale * placement.Variant.Size.Width);
        double perPixelY = source.Height / (placement.Scale * placement.Variant.Size.Height);
        double sign = placement.Mirrored ? -1 : 1;
        (double sin, double cos) = Math.SinCos(placement.Angle);
        double stepU = cos * perPixelX * sign;
        double stepV = -sin * perPixelY;
        for (int y = 0; y < window.Height; y++)
        {
            double dx = left + 0.5 - placement.CentreX;
            double dy = top + y + 0.5 - placement.CentreY;
            double u = (((cos * dx) + (sin * dy)) * perPixelX * sign) + (source.Width / 2.0) - 0.5;
            double v = (((cos * dy) - (sin * dx)) * perPixelY) + (source.Height / 2.0) - 0.5;
            Span<byte> row = window.Pixels.AsSpan(y * window.Width * 4, window.Width * 4);
            for (int x = 0; x < window.Width; x++, u += stepU, v += stepV)
            {
                Sample(source, u, v, row.Slice(x * 4, 4));
            }
        }

        return new Stamp(left, top, window);
    }

    /// <summary>Bilinear between the four neighbours; outside the source everything is transparent.</summary>
    private static void Sample(RgbaImage source, double u, double v, Span<byte> target)
    {
        if (u <= -1 || v <= -1 || u >= source.Width || v >= source.Height)
        {
            return;
        }

        int x = (int)Math.Floor(u);
        int y = (int)Math.Floor(v);
        int fx = (int)((u - x) * 256);
        int fy = (int)((v - y) * 256);
        bool leftIn = x >= 0, rightIn = x + 1 < source.Width, topIn = y >= 0, bottomIn = y + 1 < source.Height;
        int at = ((y * source.Width) + x) * 4;
        int below = at + (source.Width * 4);
        byte[] pixels = source.Pixels;
        for (int c = 0; c < 4; c++)
        {
            int a = topIn && leftIn ? pixels[at + c] : 0;
            int b = topIn && rightIn ? pixels[at + 4 + c] : 0;
            int d = bottomIn && leftIn ? pixels[below + c] : 0;
            int e = bottomIn && rightIn ? pixels[below + 4 + c] : 0;
            int upper = (a * (256 - fx)) + (b * fx);
            int lower = (d * (256 - fx)) + (e * fx);
            target[c] = (byte)(((upper * (256 - fy)) + (lower * fy) + 32768) >> 16);
        }
    }
}
