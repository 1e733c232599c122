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
    private readonly Canvas _canvas;
    private readonly int _width;
    private readonly int _height;

    /// <param name="scores">Each 0 to 1.</param>
    /// <param name="canvas">What they are drawn on.</param>
    public ScoreBars(IReadOnlyList<double> scores, Canvas canvas)
    {
        (_scores, _canvas) = (scores, canvas);
        _width = Math.Max(2, (int)(Math.Min(canvas.Image.Height, canvas.Image.Width) / SidesPerBarPixel));
        _height = BarHeight * _width;
    }

    /// <summary>Of all bars, with a gap of half a bar between two.</summary>
    private int WholeWidth => ((_scores.Count * _width * 3) - _width) / 2;

    /// <summary>Draws them in the corner where they cover the fewest points, and of such corners the least of the mask.</summary>
    /// <param name="mask">Null for none.</param>
    /// <param name="points">In the picture's pixels.</param>
    public void Draw(BinaryMask? mask, IReadOnlyList<LabelledPoint> points)
    {
        if (_scores.Count == 0)
        {
            return;
        }

        int right = Math.Max(_width, _canvas.Image.Width - _width - WholeWidth), bottom = Math.Max(0, _canvas.Image.Height - _width - _height);
        (int Left, int Top)[] corners = [(_width, bottom), (right, bottom), (_width, _width), (right, _width)];
        (int left, int top) = corners
            .MinBy(corner => (points.Count(point => Covers(corner, point.Position)), MaskUnder(corner, mask)));
        for (int i = 0; i < _scores.Count; i++)
        {
            DrawBar(left + (i * _width * 3 / 2), top, _scores[i], i == 0 ? RgbColour.Green : RgbColour.Red);
        }
    }

    private void DrawBar(int left, int top, double score, RgbColour colour)
    {
        // At least one row, so that a score of 0 is there too.
        int filled = Math.Clamp((int)Math.Round(score * _height), 1, _height);
        for (int pixel = 0; pixel < _width * _height; pixel++)
        {
            (int down, int across) = Math.DivRem(pixel, _width);
            bool isFilled = down >= _height - filled;
            _canvas.Blend(left + across, top + down, isFilled ? colour : RgbColour.White, isFilled ? 1 : Ground);
        }
    }

    private int MaskUnder((int Left, int Top) corner, BinaryMask? mask)
    {
        int covered = 0;
        for (int y = corner.Top; y < Math.Min(corner.Top + _height, mask?.Height ?? 0); y++)
        {
            for (int x = corner.Left; x < Math.Min(corner.Left + WholeWidth, mask!.Width); x++)
            {
                covered += mask[y, x] ? 1 : 0;
            }
        }

        return covered;
    }

    private bool Covers((int Left, int Top) corner, ImagePoint point) =>
        point.X >= corner.Left && point.X < corner.Left + WholeWidth && point.Y >= corner.Top && point.Y < corner.Top + _height;
}
