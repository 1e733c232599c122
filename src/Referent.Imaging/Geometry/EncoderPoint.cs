namespace Referent.Imaging.Geometry;

/// <summary>A position in an encoder's input, in its pixels: after the resize, before the padding. <see cref="ResizePlan"/> converts.</summary>
/// <param name="X">Distance from the left edge.</param>
/// <param name="Y">Distance from the top edge.</param>
public readonly record struct EncoderPoint(float X, float Y);
