namespace Referent.Models.IrNet;

/// <summary>What IRNet says of a picture, on a grid of a quarter of its size.</summary>
public sealed class BoundaryField
{
    private readonly float[] _edge;
    private readonly float[] _displacement;

    /// <param name="height">Rows of the grid.</param>
    /// <param name="width">Columns of the grid.</param>
    /// <param name="edge">Row by row: how much each place is a boundary, 0 to 1; becomes the field's.</param>
    /// <param name="displacement">dy of all places, then dx: how far the centre of the place's thing is, in places; becomes the field's.</param>
    /// <exception cref="ArgumentException">The lengths do not fit the size.</exception>
    public BoundaryField(int height, int width, float[] edge, float[] displacement)
    {
        ArgumentNullException.ThrowIfNull(edge);
        ArgumentNullException.ThrowIfNull(displacement);
        if (height < 1 || width < 1 || edge.Length != height * width || displacement.Length != 2 * edge.Length)
        {
            throw new ArgumentException(
                $"A field of {height} rows and {width} columns does not have {edge.Length} edges and {displacement.Length} displacements.",
                nameof(edge));
        }

        Height = height;
        Width = width;
        _edge = edge;
        _displacement = displacement;
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Row by row, 0 to 1.</summary>
    public ReadOnlySpan<float> Edge => _edge;

    /// <summary>dy, row by row.</summary>
    public ReadOnlySpan<float> Down => _displacement.AsSpan(0, _edge.Length);

    /// <summary>dx, row by row.</summary>
    public ReadOnlySpan<float> Right => _displacement.AsSpan(_edge.Length);
}
