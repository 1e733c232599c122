namespace Referent.Imaging.Geometry;

/// <summary>An axis-aligned box in the frame of the original picture, in pixels; left and top are inside, right and bottom outside.</summary>
public readonly record struct BoxXyxy(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    /// <summary>Area in square pixels; 0 for a box that is turned inside out.</summary>
    public double Area => Math.Max(0, Width) * Math.Max(0, Height);
}
