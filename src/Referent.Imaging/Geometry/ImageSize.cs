namespace Referent.Imaging.Geometry;

/// <summary>Height and width of a picture, in pixels.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>Number of pixels; a <see cref="long"/>, since hostile headers claim more than 2^31.</summary>
    public long PixelCount => (long)Height * Width;

    /// <summary>The pixel that holds a point; of a point on the far edges or outside, the nearest pixel.</summary>
    public PixelPosition PixelAt(ImagePoint point) =>
        new((int)Math.Clamp(Math.Floor(point.X), 0, Width - 1), (int)Math.Clamp(Math.Floor(point.Y), 0, Height - 1));

    /// <summary>As people write it: <c>width x height</c>.</summary>
    public override string ToString() => $"{Width}x{Height}";
}
