using System.Runtime.InteropServices;

namespace Referent.Imaging.Refinement;

/// <summary>
/// A Gaussian filter over points of a few dimensions, in time linear in their number. Source: Adams, Baek and Davis, Eurographics 2010, with
/// the constants of the dense CRF of Krähenbühl and Koltun, NIPS 2011. Differs: none.
/// </summary>
internal sealed class PermutohedralLattice
{
    private readonly int _dimensions;

    /// <summary>For each point the lattice points of its simplex, and its share of each: [points, dimensions + 1].</summary>
    private readonly int[] _vertices;
    private readonly float[] _shares;

    /// <summary>
    /// For each axis and lattice point the neighbours on either side, 1 more than their index, 0 for none: [dimensions + 1, count, 2].
    /// </summary>
    private readonly int[] _neighbours;
    private readonly int _count;

    /// <param name="features">[points, dimensions]: the filter's standard deviation is 1 along each dimension.</param>
    /// <param name="dimensions">At most 5, so that a key has 25 bits for each.</param>
    public PermutohedralLattice(ReadOnlySpan<float> features, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, 5);
        _dimensions = dimensions;
        int corners = dimensions + 1;
        int points = features.Length / dimensions;
        _vertices = new int[points * corners];
        _shares = new float[points * corners];
        Dictionary<UInt128, int> index = new(points);
        List<int[]> keys = [];
        Simplex simplex = new(dimensions);
        for (int point = 0; point < points; point++)
        {
            simplex.Locate(features.Slice(point * dimensions, dimensions));
            for (int corner = 0; corner < corners; corner++)
            {
                int[] key = simplex.Vertex(corner);
                ref int vertex = ref CollectionsMarshal.GetValueRefOrAddDefault(index, Pack(key), out bool known);
                if (!known)
                {
                    vertex = keys.Count;
                    keys.Add([.. key]);
                }

                _vertices[(point * corners) + corner] = vertex;
                _shares[(point * corners) + corner] = simplex.Shares[corner];
            }
        }

        _count = keys.Count;
        _neighbours = Neighbours(keys, index);
    }

    /// <summary>Filters several values of each point at once.</summary>
    /// <param name="values">[points, channels]</param>
    /// <param name="channels">Values of a point.</param>
    /// <returns>[points, channels]</returns>
    public float[] Filter(ReadOnlySpan<float> values, int channels)
    {
        // A first row of zeros stands for neighbours that do not exist.
        float[] current = Splat(values, channels);
        float[] next = new float[current.Length];
        for (int axis = 0; axis <= _dimensions; axis++)
        {
            ReadOnlySpan<int> neighbours = _neighbours.AsSpan(axis * 2 * _count, 2 * _count);
            for (int vertex = 0; vertex < _count; vertex++)
            {
                int before = neighbours[2 * vertex] * channels;
                int after = neighbours[(2 * vertex) + 1] * channels;
                int at = (vertex + 1) * channels;
                for (int channel = 0; channel < channels; channel++)
                {
                    next[at + channel] = current[at + channel] + (0.5f * (current[before + channel] + current[after + channel]));
                }
            }

            (current, next) = (next, current);
        }

        return Slice(current, values.Length, channels);
    }

    private float[] Splat(ReadOnlySpan<float> values, int channels)
    {
        float[] lattice = new float[(_count + 1) * channels];
        int corners = _dimensions + 1;
        for (int i = 0; i < _vertices.Length; i++)
        {
            (int from, int to) = (i / corners * channels, (_vertices[i] + 1) * channels);
            for (int channel = 0; channel < channels; channel++)
            {
                lattice[to + channel] += _shares[i] * values[from + channel];
            }
        }

        return lattice;
    }

    private float[] Slice(float[] lattice, int length, int channels)
    {
        float[] result = new float[length];
        float scale = 1 / (1 + MathF.Pow(2, -_dimensions));         // what the blur along all axes adds up to
        int corners = _dimensions + 1;
        for (int i = 0; i < _vertices.Length; i++)
        {
            (int from, int to) = ((_vertices[i] + 1) * channels, i / corners * channels);
            for (int channel = 0; channel < channels; channel++)
            {
                result[to + channel] += _shares[i] * lattice[from + channel] * scale;
            }
        }

        return result;
    }

    /// <summary>Neighbours along an axis differ by 1 in every other coordinate and by the dimension, the other way, in that one.</summary>
    private int[] Neighbours(List<int[]> keys, Dictionary<UInt128, int> index)
    {
        int[] neighbours = new int[2 * (_dimensions + 1) * _count];
        int[] key = new int[_dimensions];
        for (int axis = 0; axis <= _dimensions; axis++)
        {
            for (int vertex = 0; vertex < _count; vertex++)
            {
                int at = 2 * ((axis * _count) + vertex);
                neighbours[at] = Beside(keys[vertex], axis, -1);
                neighbours[at + 1] = Beside(keys[vertex], axis, 1);
            }
        }

        return neighbours;

        int Beside(int[] from, int axis, int step)
        {
            for (int i = 0; i < _dimensions; i++)
            {
                key[i] = from[i] + (i == axis ? -step * _dimensions : step);
            }

            return index.TryGetValue(Pack(key), out int found) ? found + 1 : 0;
        }
    }

    private static UInt128 Pack(int[] key)
    {
        const int bits = 25;
        UInt128 packed = 0;
        foreach (int coordinate in key)
        {
            packed = (packed << bits) | (uint)(coordinate & ((1 << bits) - 1));
        }

        return packed;
    }
}
