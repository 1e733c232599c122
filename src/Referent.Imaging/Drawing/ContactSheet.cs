using Referent.Imaging.Geometry;

namespace Referent.Imaging.Drawing;

/// <summary>A grid of pictures with captions, for documents and galleries.</summary>
public static class ContactSheet
{
    private const int Margin = 8;

    /// <param name="cells">At least one, in reading order.</param>
    /// <param name="columns">Pictures a row, at least 1.</param>
    /// <param name="side">The long side of every picture, in pixels; its aspect ratio is kept.</param>
    /// <param name="textScale">Pixels a dot of the 6 x 10 font, at least 1.</param>
    /// <returns>A new picture on white; each row is as high as its highest picture and longest caption need.</returns>
    /// <exception cref="ArgumentException">There is no cell, or a number is below its least value.</exception>
    public static RgbImage Compose(IReadOnlyList<ContactSheetCell> cells, int columns, int side = 256, int textScale = 1)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentOutOfRangeException.ThrowIfZero(cells.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(textScale, 1);
        columns = Math.Min(columns, cells.Count);
        int lineHeight = BitmapFont.LineHeight * textScale;
        int charactersPerLine = Math.Max(1, (side + textScale) / (BitmapFont.Advance * textScale));
        RgbImage[] pictures = [.. cells.Select(cell => Fit(cell.Picture, side))];
        List<string>[] captions = [.. cells.Select(cell => TextWrapping.Wrap(cell.Caption, charactersPerLine))];
        int[] pictureHeights = [.. pictures.Chunk(columns).Select(row => row.Max(picture => picture.Height))];
        int[] textHeights = [.. captions.Chunk(columns).Select(row => row.Max(lines => lines.Count) * lineHeight)];
        int[] rowHeights = [.. pictureHeights.Zip(textHeights, (picture, text) => picture + text + (2 * Margin))];

        var sheet = new RgbImage(new ImageSize(rowHeights.Sum() + Margin, (columns * (side + Margin)) + Margin));
        sheet.Pixels.AsSpan().Fill(byte.MaxValue);
        var canvas = new Canvas(sheet);
        int top = Margin;
        for (int i = 0; i < cells.Count; i++)
        {
            int row = i / columns;
            int left = Margin + (i % columns * (side + Margin));
            canvas.Paste(pictures[i], left + ((side - pictures[i].Width) / 2), top + ((pictureHeights[row] - pictures[i].Height) / 2));
            int captionTop = top + pictureHeights[row] + (Margin / 2);
            for (int line = 0; line < captions[i].Count; line++)
            {
                canvas.Text(captions[i][line], left, captionTop + (line * lineHeight), RgbColour.Black, textScale);
            }

            top += (i + 1) % columns == 0 ? rowHeights[row] : 0;
        }

        return sheet;
    }

    private static RgbImage Fit(RgbImage picture, int side)
    {
        double scale = (double)side / Math.Max(picture.Height, picture.Width);
        var size = new ImageSize(Math.Max(1, (int)Math.Round(picture.Height * scale)), Math.Max(1, (int)Math.Round(picture.Width * scale)));
        return Resampling.Resize(picture, size, Interpolation.BicubicAntialias);
    }
}
