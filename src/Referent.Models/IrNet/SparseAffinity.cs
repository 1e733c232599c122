using System.Numerics;

namespace Referent.Models.IrNet;

/// <summary>
/// How easily a walker steps from each place of a grid to those near it: the power of 1 minus the strongest boundary on the way, over the sum
/// for the place it steps to. Source: IRNet, misc/indexing.py, to_transition_matrix. Differs: pairs that are too far apart for a
/// step are not stored, which for a picture of 640 x 640 takes 7 MB instead of 3 GB, and steps are taken one by one.
/// </summary>
internal sealed class SparseAffinity
{
    private readonly int _count;

    /// <summary>Zeros before and after each plane, so that no step leaves the array.</summary>
    private readonly int _margin;

    /// <summary>For each stored direction the distance in row-major order, positive.</summary>
    private readonly int[] _offsets;

    /// <summary>For each stored direction, at each place the affinity with the place in that direction; 0 where there is none.</summary>
    private readonly float[][] _affinities;

    /// <summary>1 over the sum of the affinities of each place, its own with itself included.</summary>
    private readonly float[] _normalisers;

    /// <param name="field">Boundaries.</param>
    /// <param name="radius">Steps are shorter than this, in places.</param>
    /// <param name="power">Exponent of the affinity.</param>
    public SparseAffinity(BoundaryField field, int radius, int power)
    {
        _count = field.Height * field.Width;
        PathDirection[] directions =
            [.. PathDirection.Within(radius).Where(step => step.Down < field.Height && Math.Abs(step.Right) < field.Width)];
        _offsets = [.. directions.Select(step => (step.Down * field.Width) + step.Right)];
        _margin = directions.Length == 0 ? 0 : _offsets.Max();
        _affinities = [.. directions.Select(step => Affinities(field, step, power))];
        float[] sums = new float[_count];
        float[] ones = Padded(Enumerable.Repeat(1f, _count).ToArray());
        Gather(ones, sums);
        _normalisers = Array.ConvertAll(sums, sum => 1 / sum);
    }

    /// <summary>Walks a number of steps from a distribution over the places.</summary>
    /// <param name="start">Row by row.</param>
    /// <param name="steps">How many.</param>
    /// <returns>Row by row.</returns>
    public float[] Walk(ReadOnlySpan<float> start, int steps)
    {
        float[] current = Padded(start);
        float[] next = new float[_count];
        for (int step = 0; step < steps; step++)
        {
            Gather(current, next);
            for (int i = 0; i < _count; i++)
            {
                current[_margin + i] = next[i] * _normalisers[i];
            }
        }

        return current[_margin..(_margin + _count)];
    }

    private float[] Padded(ReadOnlySpan<float> values)
    {
        float[] padded = new float[_count + (2 * _margin)];
        values.CopyTo(padded.AsSpan(_margin));
        return padded;
    }

    /// <summary>For each place the sum over its neighbours and itself of affinity times value.</summary>
    private void Gather(float[] padded, float[] sums)
    {
        int place = 0;
        for (; place <= _count - Vector<float>.Count; place += Vector<float>.Count)
        {
            int centre = _margin + place;
            Vector<float> sum = new(padded, centre);
            for (int direction = 0; direction < _offsets.Length; direction++)
            {
                (int offset, float[] affinity) = (_offsets[direction], _affinities[direction]);
                sum += new Vector<float>(affinity, centre) * new Vector<float>(padded, centre + offset);
                sum += new Vector<float>(affinity, centre - offset) * new Vector<float>(padded, centre - offset);
            }

            sum.CopyTo(sums, place);
        }

        for (; place < _count; place++)
        {
            int centre = _margin + place;
            float sum = padded[centre];
            for (int direction = 0; direction < _offsets.Length; direction++)
            {
                (int offset, float[] affinity) = (_offsets[direction], _affinities[direction]);
                sum += affinity[centre] * padded[centre + offset];
                sum += affinity[centre - offset] * padded[centre - offset];
            }

            sums[place] = sum;
        }
    }

    private float[] Affinities(BoundaryField field, PathDirection step, int power)
    {
        float[] plane = new float[_count + (2 * _margin)];
        (int first, int last) = (Math.Max(0, -step.Right), field.Width - Math.Max(0, step.Right));
        int[] path = [.. step.Path.Select(place => (place.Down * field.Width) + place.Right)];
        for (int y = 0; y < field.Height - step.Down; y++)
        {
            for (int x = first; x < last; x++)
            {
                int from = (y * field.Width) + x;
                float strongest = 0;
                foreach (int place in path)
                {
                    strongest = Math.Max(strongest, field.Edge[from + place]);
                }

                plane[_margin + from] = MathF.Pow(1 - strongest, power);
            }
        }

        return plane;
    }
}
