namespace Referent.Models.Clip;

/// <summary>How similar each cell of a grid over a picture is to a text.</summary>
public sealed class SimilarityMap
{
    private readonly float[] _values;

    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="values">Row by row, of any range; copied.</param>
    /// <exception cref="ArgumentException">The number of values is not height x width, or one is not finite.</exception>
    public SimilarityMap(int height, int width, ReadOnlySpan<float> values)
        : this(height, width, values.ToArray())
    {
        if (height < 1 || width < 1 || values.Length != (long)height * width)
        {
            throw new ArgumentException($"A map of {height} rows and {width} columns does not have {values.Length} values.", nameof(values));
        }

        if (Array.FindIndex(_values, value => !float.IsFinite(value)) is >= 0 and int at)
        {
            throw new ArgumentException(
                $"The value at row {at / width}, column {at % width} is {_values[at]}; finite numbers were expected.", nameof(values));
        }
    }

    private SimilarityMap(int height, int width, float[] values)
    {
        Height = height;
        Width = width;
        _values = values;
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>
    /// The same map stretched to [0, 1]. Source: CLIP Surgery, get_similarity_map. Differs: a map without contrast becomes 0, not NaN.
    /// </summary>
    public SimilarityMap Stretch()
    {
        float least = _values.Min();
        float range = _values.Max() - least;
        return new SimilarityMap(Height, Width, Array.ConvertAll(_values, value => range > 0 ? (value - least) / range : 0));
    }

    /// <summary>Bilinear, half-pixel centres, no antialiasing. Source: torch.nn.functional.interpolate, align_corners=False. Differs: none.</summary>
    public SimilarityMap Resize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (int Low, int High, float Share)[] rows = Taps(Height, height);
        (int Low, int High, float Share)[] columns = Taps(Width, width);
        float[] resized = new float[height * width];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> above = Values.Slice(rows[y].Low * Width, Width);
            ReadOnlySpan<float> below = Values.Slice(rows[y].High * Width, Width);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float share) = columns[x];
                float top = ((1 - share) * above[left]) + (share * above[right]);
                float bottom = ((1 - share) * below[left]) + (share * below[right]);
                resized[(y * width) + x] = ((1 - rows[y].Share) * top) + (rows[y].Share * bottom);
            }
        }

        return new SimilarityMap(height, width, resized);
    }

    /// <summary>For each output position the two inputs around its centre and the share of the second.</summary>
    private static (int Low, int High, float Share)[] Taps(int inputs, int outputs)
    {
        float scale = (float)inputs / outputs;
        return [.. Enumerable.Range(0, outputs).Select(output =>
        {
            float centre = Math.Max(0, (scale * (output + 0.5f)) - 0.5f);
            int low = Math.Min((int)centre, inputs - 1);
            return (low, Math.Min(low + 1, inputs - 1), centre - low);
        })];
    }
}
