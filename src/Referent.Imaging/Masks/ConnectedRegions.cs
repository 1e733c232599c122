namespace Referent.Imaging.Masks;

/// <summary>Regions of places that touch along a side, or also at a corner.</summary>
public static class ConnectedRegions
{
    private static readonly (int Down, int Right)[] Sides = [(-1, 0), (1, 0), (0, -1), (0, 1)];

    private static readonly (int Down, int Right)[] SidesAndCorners = [.. Sides, (-1, -1), (-1, 1), (1, -1), (1, 1)];

    /// <summary>The share of a mask that its largest piece makes up; 0 of an empty one.</summary>
    public static double LargestShare(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int[] pieces =
        [
            .. Label(mask.Height, mask.Width, place => mask.Pixels[place] != 0)
                .Where(piece => piece > 0)
                .CountBy(piece => piece)
                .Select(pair => pair.Value),
        ];
        return pieces.Length == 0 ? 0 : (double)pieces.Max() / pieces.Sum();
    }

    /// <summary>The pieces of a mask, the largest first.</summary>
    public static IReadOnlyList<BinaryMask> Pieces(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int[] labels = Label(mask.Height, mask.Width, place => mask.Pixels[place] != 0);
        return
        [
            .. labels.Where(piece => piece > 0).CountBy(piece => piece).OrderByDescending(pair => pair.Value)
                .Select(pair => new BinaryMask(mask.Size, [.. labels.Select(piece => (byte)(piece == pair.Key ? 1 : 0))])),
        ];
    }

    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="holds">Whether a place, in row-major order, belongs to a region.</param>
    /// <param name="corners">Whether places touch at a corner too.</param>
    /// <returns>For each place 0 where it belongs to none, else its region's number from 1, in the order of their first places.</returns>
    public static int[] Label(int height, int width, Func<int, bool> holds, bool corners = false)
    {
        ArgumentNullException.ThrowIfNull(holds);
        int[] labels = new int[height * width];
        int regions = 0;
        Stack<int> open = new();
        for (int start = 0; start < labels.Length; start++)
        {
            if (labels[start] != 0 || !holds(start))
            {
                continue;
            }

            regions++;
            Visit(start);
            while (open.TryPop(out int place))
            {
                foreach ((int down, int right) in corners ? SidesAndCorners : Sides)
                {
                    (int y, int x) = ((place / width) + down, (place % width) + right);
                    if (y >= 0 && y < height && x >= 0 && x < width)
                    {
                        Visit((y * width) + x);
                    }
                }
            }
        }

        return labels;

        void Visit(int place)
        {
            if (labels[place] == 0 && holds(place))
            {
                labels[place] = regions;
                open.Push(place);
            }
        }
    }
}
