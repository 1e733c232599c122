using Referent.Imaging.Geometry;

namespace Referent.Imaging.Drawing;

/// <summary>A point prompt to draw.</summary>
/// <param name="Position">In pixels of the picture.</param>
/// <param name="Positive">Green when it says "inside", red when it says "outside".</param>
public readonly record struct OverlayPoint(ImagePoint Position, bool Positive);
