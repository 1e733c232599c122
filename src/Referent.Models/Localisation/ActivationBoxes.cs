using Referent.Models.Clip;

namespace Referent.Models.Localisation;

/// <summary>
/// The rectangles around the parts of a map that answer: from there, and only from there, CLIP-ES spreads a map. Source: CLIP-ES,
/// scoremap2bbox. Differs: none; as published, the last row and the last column of the grid belong to no rectangle.
/// </summary>
internal static class ActivationBoxes
{
    /// <param name="map">From 0 to 1.</param>
    /// <param name="threshold">Share of the highest value above which a cell answers.</param>
    /// <returns>Row by row, whether a cell is in a rectangle around cells that answer and touch, corners included.</returns>
    public static bool[] Cover(SimilarityMap map, double threshold)
    {
        (int height, int width) = (map.Height, map.Width);
        byte[] grey = [.. map.Values.ToArray().Select(value => (byte)(255 * value))];
        int limit = (int)(threshold * grey.Max());
        bool[] seen = new bool[grey.Length];
        bool[] covered = new bool[grey.Length];
        for (int start = 0; start < grey.Length; start++)
        {
            if (!seen[start] && grey[start] > limit)
            {
                Fill(Around(start));
            }
        }

        return covered;

        (int Top, int Bottom, int Left, int Right) Around(int start)
        {
            (int top, int bottom, int left, int right) = (height, 0, width, 0);
            Stack<int> open = new([start]);
            seen[start] = true;
            while (open.TryPop(out int cell))
            {
                (int y, int x) = (cell / width, cell % width);
                (top, bottom, left, right) = (Math.Min(top, y), Math.Max(bottom, y), Math.Min(left, x), Math.Max(right, x));
                for (int row = Math.Max(0, y - 1); row <= Math.Min(height - 1, y + 1); row++)
                {
                    for (int column = Math.Max(0, x - 1); column <= Math.Min(width - 1, x + 1); column++)
                    {
                        int next = (row * width) + column;
                        if (!seen[next] && grey[next] > limit)
                        {
                            seen[next] = true;
                            open.Push(next);
                        }
                    }
                }
            }

            return (top, bottom, left, right);
        }

        void Fill((int Top, int Bottom, int Left, int Right) box)
        {
            for (int y = box.Top; y <= Math.Min(box.Bottom, height - 2); y++)
            {
                for (int x = box.Left; x <= Math.Min(box.Right, width - 2); x++)
                {
                    covered[(y * width) + x] = true;
                }
            }
        }
    }
}
