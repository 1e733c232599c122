using Referent.Imaging.Geometry;

namespace Referent.Models.Clip;

/// <summary>
/// Turns a similarity map into points for SAM: the cells that stand out, and as many of the least similar ones.
/// Source: CLIP Surgery, similarity_map_to_points. Differs: a map without contrast gives no points, and equal cells rank by position.
/// </summary>
public static class SurgeryPoints
{
    /// <summary>A cell stands out from here on, after stretching to [0, 1]. Source: similarity_map_to_points, t.</summary>
    private const float Threshold = 0.8f;

    /// <summary>The map shrinks by this before. Source: similarity_map_to_points, down_sample.</summary>
    private const int Shrink = 2;

    /// <param name="map">Similarities of the patches, of any range; may be unstretched.</param>
    /// <param name="image">Size of the original picture, which the map covers.</param>
    /// <returns>Positive points by ascending similarity, then as many negative points, also ascending; whole pixel coordinates.</returns>
    public static IReadOnlyList<LabelledPoint> Choose(SimilarityMap map, ImageSize image)
    {
        ArgumentNullException.ThrowIfNull(map);
        SimilarityMap small = map.Resize(Math.Max(1, map.Height / Shrink), Math.Max(1, map.Width / Shrink)).Stretch();
        float[] values = small.Values.ToArray();
        int count = Math.Min(values.Count(value => value >= Threshold), values.Length / 2);
        int[] rank = [.. Enumerable.Range(0, values.Length).OrderBy(cell => values[cell])];

        LabelledPoint At(int cell, bool positive)
        {
            int x = Centre(cell % small.Width, small.Width, image.Width);
            int y = Centre(cell / small.Width, small.Height, image.Height);
            return new LabelledPoint(new ImagePoint(x, y), positive);
        }

        return [.. rank[^count..].Select(cell => At(cell, true)), .. rank[..count].Select(cell => At(cell, false))];
    }

    /// <summary>Single precision as in the source: truncation shows the last bit.</summary>
    private static int Centre(int cell, int cells, int pixels) => (int)Math.Min((cell + 0.5f) * (float)((double)pixels / cells), pixels - 1);
}
