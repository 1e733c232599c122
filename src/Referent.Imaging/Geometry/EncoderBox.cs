namespace Referent.Imaging.Geometry;

/// <summary>An axis-aligned box in the frame of an encoder's input, in its pixels.</summary>
public readonly record struct EncoderBox(EncoderPoint TopLeft, EncoderPoint BottomRight);
