namespace Referent.Models.IrNet;

/// <summary>Spreads responses over the places that no boundary parts from them. Source: IRNet, step/make_ins_seg_labels.py.</summary>
public static class RandomWalk
{
    /// <summary>Steps are shorter than this, in places. Source: IRNet, indexing.propagate_to_edge, radius.</summary>
    private const int Radius = 5;

    /// <summary>Exponent of the affinity. Source: IRNet, run_sample.py, beta.</summary>
    private const int Power = 10;

    /// <summary>2^8. Source: IRNet, run_sample.py, exp_times.</summary>
    private const int Steps = 256;

    /// <param name="field">Boundaries.</param>
    /// <param name="responses">Each row by row on the field's grid, 0 or more.</param>
    /// <returns>As many, spread; what lies on a boundary counts less from the start.</returns>
    /// <exception cref="ArgumentException">A response does not fit the grid.</exception>
    public static float[][] Propagate(BoundaryField field, IReadOnlyList<float[]> responses)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(responses);
        if (responses.FirstOrDefault(response => response.Length != field.Edge.Length) is { } misfit)
        {
            throw new ArgumentException($"A response on a grid of {field.Edge.Length} places does not have {misfit.Length}.", nameof(responses));
        }

        SparseAffinity affinity = new(field, Radius, Power);
        float[][] spread = new float[responses.Count][];
        Parallel.For(0, spread.Length, i => spread[i] = affinity.Walk(Damped(field, responses[i]), Steps));
        return spread;
    }

    private static float[] Damped(BoundaryField field, float[] response)
    {
        float[] damped = new float[response.Length];
        for (int i = 0; i < damped.Length; i++)
        {
            damped[i] = response[i] * (1 - field.Edge[i]);
        }

        return damped;
    }
}
