using Referent.Imaging.Geometry;

namespace Referent.Models.Localisation;

/// <summary>A point of a prompt and what its maker thinks of it.</summary>
/// <param name="Point">In the picture, on the referent or off it.</param>
/// <param name="Score">How much the place belongs to the referent, 0 to 1.</param>
public readonly record struct ScoredPoint(LabelledPoint Point, double Score);
