using Referent.Imaging.Masks;

namespace Referent.Models.IrNet;

/// <summary>Parts a picture into things: places whose displacements lead to the same centre. Source: IRNet, step/make_ins_seg_labels.py.</summary>
public static class DisplacementClusters
{
    /// <summary>Rounds of following the displacements. Source: IRNet, find_centroids_with_refinement.</summary>
    private const int Rounds = 300;

    /// <summary>Displacement below which a place is a centre. Source: IRNet, cluster_centroids, thres.</summary>
    private const float CentreStrength = 2.5f;

    /// <param name="field">Displacements.</param>
    /// <returns>The cluster of each place, row by row, from 0 without gaps; places that lead to no centre are one cluster.</returns>
    public static int[] Find(BoundaryField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        double LengthAt(int i) => Math.Sqrt((field.Down[i] * field.Down[i]) + (field.Right[i] * field.Right[i]));

        int[] centres = ConnectedRegions.Label(field.Height, field.Width, i => LengthAt(i) < CentreStrength);
        int[] clusters = new int[centres.Length];
        Parallel.For(0, field.Height, y =>
        {
            for (int x = 0; x < field.Width; x++)
            {
                clusters[(y * field.Width) + x] = centres[Centroid(field, y, x)];
            }
        });
        int[] names = [.. clusters.Distinct().Order()];
        return Array.ConvertAll(clusters, cluster => Array.BinarySearch(names, cluster));
    }

    /// <summary>Where following the displacements from a place ends, in row-major order.</summary>
    private static int Centroid(BoundaryField field, int row, int column)
    {
        (float y, float x) = (row, column);
        for (int round = 0; round < Rounds; round++)
        {
            (int top, int left) = ((int)y, (int)x);
            (int bottom, int right) = ((int)MathF.Ceiling(y), (int)MathF.Ceiling(x));
            (float below, float beside) = (y - top, x - left);
            float down = Sample(field.Down);
            float across = Sample(field.Right);
            (float nextY, float nextX) = (Math.Clamp(y + down, 0, field.Height - 1), Math.Clamp(x + across, 0, field.Width - 1));
            if (nextY == y && nextX == x)
            {
                break;
            }

            (y, x) = (nextY, nextX);

            float Sample(ReadOnlySpan<float> map)
            {
                float above = (map[(top * field.Width) + left] * (1 - beside)) + (map[(top * field.Width) + right] * beside);
                float under = (map[(bottom * field.Width) + left] * (1 - beside)) + (map[(bottom * field.Width) + right] * beside);
                return (above * (1 - below)) + (under * below);
            }
        }

        return ((int)MathF.Round(y, MidpointRounding.ToEven) * field.Width) + (int)MathF.Round(x, MidpointRounding.ToEven);
    }
}
