namespace Referent.Imaging.Masks;

/// <summary>Regions of places that touch along a side.</summary>
public static class ConnectedRegions
{
    /// <summary>The share of a mask that its largest piece makes up; 0 of an empty one.</summary>
    public static double LargestShare(BinaryMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int[] pieces = [.. Label(mask.Height, mask.Width, place => mask.Pixels[place] != 0).Where(piece => piece > 0).CountBy(piece => piece).Select(pair => pair.Value)];
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
    /// <returns>For each place 0 where it belongs to none, else its region's number from 1, in the order of their first places.</returns>
    public static int[] Label(int height, int width, Func<int, bool> holds)
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
                (int y, int x) = (place / width, place % width);
                if (y > 0)
                {
                    Visit(place - width);
                }

                if (y < height - 1)
                {
                    Visit(place + width);
                }

                if (x > 0)
                {
                    Visit(place - 1);
                }

                if (x < width - 1)
                {
                    Visit(place + 1);
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
