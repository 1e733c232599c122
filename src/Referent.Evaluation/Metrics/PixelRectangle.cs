using Referent.Imaging.Geometry;

namespace Referent.Evaluation.Metrics;

/// <summary>A rectangle of whole pixels.</summary>
internal readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    public BoxXyxy ToBox() => new(X, Y, X + Width, Y + Height);
}
