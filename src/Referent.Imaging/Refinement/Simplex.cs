namespace Referent.Imaging.Refinement;

/// <summary>The cell of a permutohedral lattice that a point lies in. Source: Adams, Baek and Davis, Eurographics 2010, section 3.</summary>
internal sealed class Simplex
{
    private readonly int _dimensions;
    private readonly float[] _scales;
    private readonly float[] _elevated;
    private readonly int[] _origin;
    private readonly int[] _ranks;
    private readonly int[] _key;

    public Simplex(int dimensions)
    {
        _dimensions = dimensions;
        int corners = dimensions + 1;
        float deviation = (float)(Math.Sqrt(2.0 / 3.0) * corners);      // of the blur in lattice units; page 6 of the source
        _scales = [.. Enumerable.Range(0, dimensions).Select(i => (float)(1 / Math.Sqrt((i + 1) * (i + 2)) * deviation))];
        _elevated = new float[corners];
        _origin = new int[corners];
        _ranks = new int[corners];
        _key = new int[dimensions];
        Shares = new float[corners + 1];
    }

    /// <summary>Barycentric coordinates, for each corner; one more entry is scratch.</summary>
    public float[] Shares { get; }

    /// <summary>Finds the cell of a point.</summary>
    public void Locate(ReadOnlySpan<float> feature)
    {
        Elevate(feature);
        int corners = _dimensions + 1;
        int sum = 0;
        for (int i = 0; i < corners; i++)
        {
            int rounded = (int)MathF.Round(_elevated[i] * (1f / corners), MidpointRounding.ToEven);
            _origin[i] = rounded * corners;
            sum += rounded;
        }

        Rank();
        for (int i = 0; i < corners; i++)
        {
            // Where rounding left the plane on which coordinates sum to 0, go back to it.
            _ranks[i] += sum;
            int turn = _ranks[i] < 0 ? corners : _ranks[i] >= corners ? -corners : 0;
            _ranks[i] += turn;
            _origin[i] += turn;
        }

        Weigh();
    }

    /// <summary>The lattice coordinates of a corner, the last one left out; overwritten by the next call.</summary>
    public int[] Vertex(int corner)
    {
        for (int i = 0; i < _dimensions; i++)
        {
            _key[i] = _origin[i] + corner - (_ranks[i] > _dimensions - corner ? _dimensions + 1 : 0);
        }

        return _key;
    }

    /// <summary>Into the plane on which the coordinates of one more dimension sum to 0.</summary>
    private void Elevate(ReadOnlySpan<float> feature)
    {
        float sum = 0;
        for (int i = _dimensions; i > 0; i--)
        {
            float scaled = feature[i - 1] * _scales[i - 1];
            _elevated[i] = sum - (i * scaled);
            sum += scaled;
        }

        _elevated[0] = sum;
    }

    /// <summary>The place of each coordinate in the descending order of distances to the origin.</summary>
    private void Rank()
    {
        Array.Clear(_ranks);
        for (int i = 0; i < _dimensions; i++)
        {
            for (int j = i + 1; j <= _dimensions; j++)
            {
                _ranks[_elevated[i] - _origin[i] < _elevated[j] - _origin[j] ? i : j]++;
            }
        }
    }

    private void Weigh()
    {
        Array.Clear(Shares);
        float step = 1f / (_dimensions + 1);
        for (int i = 0; i <= _dimensions; i++)
        {
            float share = (_elevated[i] - _origin[i]) * step;
            Shares[_dimensions - _ranks[i]] += share;
            Shares[_dimensions - _ranks[i] + 1] -= share;
        }

        Shares[0] += 1 + Shares[_dimensions + 1];
    }
}
