using Referent.Imaging.Geometry;
using Referent.Models.Localisation;

namespace Referent;

/// <summary>Something in the picture that was considered as the referent.</summary>
/// <param name="Score">How much it is the referent, 0 to 1.</param>
/// <param name="Box">Around its positive points, in the picture's pixels; around all of them where none is positive.</param>
public readonly record struct Candidate(double Score, BoxXyxy Box)
{
    internal static BoxXyxy BoxOf(IReadOnlyList<ScoredPoint> points)
    {
        ImagePoint[] positions = [.. points.Where(point => point.Point.Positive).Select(point => point.Point.Position)];
        if (positions.Length == 0)
        {
            positions = [.. points.Select(point => point.Point.Position)];
        }

        return positions.Length == 0
            ? default
            : new BoxXyxy(positions.Min(at => at.X), positions.Min(at => at.Y), positions.Max(at => at.X), positions.Max(at => at.Y));
    }
}
