using Referent.Imaging.Masks;
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
        int[] regions = ConnectedRegions.Label(height, width, cell => grey[cell] > limit, corners: true);
        bool[] covered = new bool[grey.Length];
        foreach (IGrouping<int, int> cells in Enumerable.Range(0, regions.Length).Where(cell => regions[cell] > 0).GroupBy(cell => regions[cell]))
        {
            (int top, int bottom) = (cells.Min(cell => cell / width), cells.Max(cell => cell / width));
            (int left, int right) = (cells.Min(cell => cell % width), cells.Max(cell => cell % width));
            for (int y = top; y <= Math.Min(bottom, height - 2); y++)
            {
                for (int x = left; x <= Math.Min(right, width - 2); x++)
                {
                    covered[(y * width) + x] = true;
                }
            }
        }

        return covered;
    }
}
