using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Training.Ppt.Data;

/// <summary>Backgrounds made of pieces of object-centric pictures: plain ones, and cluttered ones that keep a model from trusting plainness.</summary>
internal static class Backdrop
{
    /// <param name="canvas">Painted over.</param>
    /// <param name="random">Decides everything.</param>
    /// <param name="nextPicture">Gives another picture to cut pieces from.</param>
    public static void Paint(RgbImage canvas, CounterRandom random, Func<RgbImage> nextPicture)
    {
        RgbImage ground = nextPicture();
        Fill(canvas, Corner(ground, random), 0, 0, canvas.Width, canvas.Height);
        int pieces = random.Chance(0.4) ? 0 : 2 + random.Below(10);
        for (int i = 0; i < pieces; i++)
        {
            RgbImage piece = Piece(nextPicture(), random);
            int width = (int)(canvas.Width * random.Between(0.06, 0.6));
            int height = (int)(canvas.Height * random.Between(0.06, 0.6));
            Fill(canvas, piece, random.Below(canvas.Width) - (width / 2), random.Below(canvas.Height) - (height / 2), width, height);
        }
    }

    /// <summary>A corner of a picture, where object-centric pictures show their background.</summary>
    private static RgbImage Corner(RgbImage picture, CounterRandom random)
    {
        int side = Math.Max(1, Math.Min(picture.Height, picture.Width) / 8);
        return Cut(picture, random.Chance(0.5) ? 0 : picture.Width - side, random.Chance(0.5) ? 0 : picture.Height - side, side, side);
    }

    /// <summary>A small piece from anywhere.</summary>
    private static RgbImage Piece(RgbImage picture, CounterRandom random)
    {
        int width = Math.Max(1, (int)(picture.Width * random.Between(0.03, 0.3)));
        int height = Math.Max(1, (int)(picture.Height * random.Between(0.03, 0.3)));
        return Cut(picture, random.Below(picture.Width - width + 1), random.Below(picture.Height - height + 1), width, height);
    }

    private static RgbImage Cut(RgbImage picture, int left, int top, int width, int height)
    {
        RgbImage piece = new(new ImageSize(height, width));
        for (int y = 0; y < height; y++)
        {
            picture.Pixels.AsSpan((((top + y) * picture.Width) + left) * 3, width * 3).CopyTo(piece.Pixels.AsSpan(y * width * 3));
        }

        return piece;
    }

    /// <summary>Stretches a piece over a rectangle, as much of it as lies on the canvas.</summary>
    private static void Fill(RgbImage canvas, RgbImage piece, int left, int top, int width, int height)
    {
        RgbImage stretched = Resampling.Resize(piece, new ImageSize(Math.Max(1, height), Math.Max(1, width)), Interpolation.BicubicAntialias);
        int from = Math.Max(0, -left), to = Math.Min(stretched.Width, canvas.Width - left);
        for (int y = Math.Max(0, -top); y < Math.Min(stretched.Height, canvas.Height - top) && from < to; y++)
        {
            stretched.Pixels.AsSpan(((y * stretched.Width) + from) * 3, (to - from) * 3)
                .CopyTo(canvas.Pixels.AsSpan((((top + y) * canvas.Width) + left + from) * 3));
        }
    }
}
