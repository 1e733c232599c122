namespace Referent.Imaging.Codecs.Png;

/// <summary>The five row filters, undone in place. Source: PNG specification, section 9.</summary>
internal static class PngFilter
{
    public const int Sub = 1;
    public const int Up = 2;
    public const int Average = 3;
    public const int Paeth = 4;

    /// <param name="filter">The row's filter byte.</param>
    /// <param name="row">The filtered bytes; becomes the plain ones.</param>
    /// <param name="above">The plain row above, of the same length; zeros for the first.</param>
    /// <param name="step">Bytes to the left neighbour.</param>
    /// <exception cref="ImageFormatException">There is no such filter.</exception>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 0:
                break;
            case Sub:
                for (int i = step; i < row.Length; i++)
                {
                    row[i] += row[i - step];
                }

                break;
            case Up:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                break;
            case Average:
                for (int i = 0; i < row.Length; i++)
                {
                    int left = i < step ? 0 : row[i - step];
                    row[i] += (byte)((left + above[i]) / 2);
                }

                break;
            case Paeth:
                UndoPaeth(row, above, step);
                break;
            default:
                throw new ImageFormatException($"The PNG has a row with filter {filter}; expected 0 to 4; the file is damaged.");
        }
    }

    /// <summary>Whichever of left, above and upper left is nearest to left + above - upper left.</summary>
    public static int Predict(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - (2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        for (int i = 0; i < Math.Min(step, row.Length); i++)
        {
            row[i] += above[i];
        }

        for (int i = step; i < row.Length; i++)
        {
            row[i] += (byte)Predict(row[i - step], above[i], above[i - step]);
        }
    }
}
