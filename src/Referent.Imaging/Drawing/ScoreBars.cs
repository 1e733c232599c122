using Referent.Imaging.Geometry;
using Referent.Imaging.Masks;

namespace Referent.Imaging.Drawing;

/// <summary>Scores as bars in a corner of a picture: the first one green, the others red, each on a ground that shows where 1 would be.</summary>
internal sealed class ScoreBars
{
    /// <summary>Picture sides for one pixel of the width of a bar. Chosen by eye on pictures of 256 to 1800 pixels.</summary>
    private const double SidesPerBarPixel = 60;

    /// <summary>Times its width, the height of a bar at a score of 1.</summary>
    private const int BarHeight = 8;

    /// <summary>Share of white where a bar could be.</summary>
    private const double Ground = 0.6;

    private readonly IReadOnlyList<double> _scores;
    private readonly int _width;
    private readonly int _height;
    private readonly int _imageWidth;
    private readonly int _imageHeight;

    /// <param name="scores">Each 0 to 1.</param>
    /// <param name="image">What they are drawn on.</param>
    public ScoreBars(IReadOnlyList<double> scores, RgbImage image)
    {
        (_scores, _imageWidth, _imageHeight) = (scores, image.Width, image.Height);
        _width = Math.Max(2, (int)(Math.Min(image.Height, image.Width) / SidesPerBarPixel));
        _height = BarHeight * _width;
    }

    /// <summary>Draws them in the corner where they cover the fewest points, and of such corners the least of the mask.</summary>
    /// <param name="canvas">Of the picture.</param>
    /// <param name="mask">Null for none.</param>
    /// <param name="points">In the picture's pixels.</param>
    public void Draw(Canvas canvas, BinaryMask? mask, IReadOnlyList<LabelledPoint> points)
    {
        if (_scores.Count == 0)
        {
            return;
        }

        // A gap of half a bar between two.
        int right = _imageWidth - _width - (((_scores.Count * _width * 3) - _width) / 2), bottom = _imageHeight - _width - _height;
        (int Left, int Top)[] corners = [(_width, bottom), (right, bottom), (_width, _width), (right, _width)];
        (int left, int top) = corners
            .MinBy(corner => (points.Count(point => Covers(corner, point.Position.X, point.Position.Y)), MaskUnder(corner, mask)));
        for (int i = 0; i < _scores.Count; i++)
        {
            DrawBar(canvas, left + (i * _width * 3 / 2), top, _scores[i], i == 0 ? RgbColour.Green : RgbColour.Red);
        }
    }

    private void DrawBar(Canvas canvas, int left, int top, double score, RgbColour colour)
    {
        // At least one row, so that a score of 0 is there too.
        int filled = Math.Clamp((int)Math.Round(score * _height), 1, _height);
        for (int pixel = 0; pixel < _width * _height; pixel++)
        {
            (int down, int across) = Math.DivRem(pixel, _width);
            bool isFilled = down >= _height - filled;
            canvas.Blend(left + across, top + down, isFilled ? colour : RgbColour.White, isFilled ? 1 : Ground);
        }
    }

    private int MaskUnder((int Left, int Top) corner, BinaryMask? mask) =>
        mask is null ? 0 : Enumerable.Range(0, mask.Pixels.Length).Count(i => mask.Pixels[i] != 0 && Covers(corner, i % mask.Width, i / mask.Width));

    private bool Covers((int Left, int Top) corner, double x, double y) =>
        x >= corner.Left && x < corner.Left + (_scores.Count * _width * 3 / 2.0) && y >= corner.Top && y < corner.Top + _height;
}
