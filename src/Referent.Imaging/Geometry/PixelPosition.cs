namespace Referent.Imaging.Geometry;

/// <summary>A pixel by column and row, each from 0.</summary>
public readonly record struct PixelPosition(int X, int Y);
