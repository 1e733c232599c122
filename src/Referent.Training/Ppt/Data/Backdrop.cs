using Referent.Data;
using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Training.Ppt.Data;

/// <summary>
/// Backgrounds made of pieces of object-centric pictures: plain ones, and cluttered ones that keep a model from trusting plainness.
/// </summary>
internal static class Backdrop
{
    // Chosen, all below, by looking at the pictures: from one plain colour to a clutter in which no edge tells an object
    // (docs/results/20261121-tiny-generator.md has what a generator learns from them).

    /// <summary>Share of backdrops that are plain.</summary>
    private const double PlainShare = 0.4;

    /// <summary>Pieces on a backdrop that is not plain, and how many more there may be.</summary>
    private const int FewestPieces = 2, MorePieces = 10;

    /// <summary>Sides of a piece on the canvas, in shares of the canvas's.</summary>
    private const double SmallestSide = 0.06, LargestSide = 0.6;

    /// <summary>Sides of what is cut out for a piece, in shares of its picture's.</summary>
    private const double SmallestCut = 0.03, LargestCut = 0.3;

    /// <summary>A corner that shows background only is this part of the shorter side.</summary>
    private const int CornerPart = 8;

    /// <param name="canvas">Painted over.</param>
    /// <param name="random">Decides everything.</param>
    /// <param name="nextPicture">Gives another picture to cut pieces from.</param>
    public static void Paint(RgbImage canvas, CounterRandom random, Func<RgbImage> nextPicture)
    {
        RgbImage ground = nextPicture();
        Fill(canvas, Corner(ground, random), 0, 0, canvas.Width, canvas.Height);
        int pieces = random.Chance(PlainShare) ? 0 : FewestPieces + random.Below(MorePieces);
        for (int i = 0; i < pieces; i++)
        {
            RgbImage piece = Piece(nextPicture(), random);
            int width = (int)(canvas.Width * random.Between(SmallestSide, LargestSide));
            int height = (int)(canvas.Height * random.Between(SmallestSide, LargestSide));
            Fill(canvas, piece, random.Below(canvas.Width) - (width / 2), random.Below(canvas.Height) - (height / 2), width, height);
        }
    }

    /// <summary>A corner of a picture, where object-centric pictures show their background.</summary>
    private static RgbImage Corner(RgbImage picture, CounterRandom random)
    {
        int side = Math.Max(1, Math.Min(picture.Height, picture.Width) / CornerPart);
        return Cut(picture, random.Chance(0.5) ? 0 : picture.Width - side, random.Chance(0.5) ? 0 : picture.Height - side, side, side);
    }

    /// <summary>A small piece from anywhere.</summary>
    private static RgbImage Piece(RgbImage picture, CounterRandom random)
    {
        int width = Math.Max(1, (int)(picture.Width * random.Between(SmallestCut, LargestCut)));
        int height = Math.Max(1, (int)(picture.Height * random.Between(SmallestCut, LargestCut)));
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
