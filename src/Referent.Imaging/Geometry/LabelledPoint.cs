namespace Referent.Imaging.Geometry;

/// <summary>A place in the picture that is on the thing meant, or off it: what SAM is prompted with.</summary>
/// <param name="Position">In the frame of the original picture.</param>
/// <param name="Positive">On the thing.</param>
public readonly record struct LabelledPoint(ImagePoint Position, bool Positive);
