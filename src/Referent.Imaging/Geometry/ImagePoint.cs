namespace Referent.Imaging.Geometry;

/// <summary>A position in the frame of the original picture, in pixels; (0, 0) is the outer corner of the top left pixel.</summary>
/// <param name="X">Distance from the left edge.</param>
/// <param name="Y">Distance from the top edge.</param>
public readonly record struct ImagePoint(double X, double Y);
