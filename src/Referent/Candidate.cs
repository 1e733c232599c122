using Referent.Imaging.Geometry;
using Referent.Models.Localisation;

namespace Referent;

/// <summary>Something in the picture that was considered as the referent.</summary>
/// <param name="Score">How much it is the referent, 0 to 1.</param>
/// <param name="Points">Where it is and is not, in the picture's pixels; none where nothing was found.</param>
public sealed record Candidate(double Score, IReadOnlyList<ScoredPoint> Points)
{
    /// <summary>Of a mask that came of no points, the box around it.</summary>
    public BoxXyxy? Extent { get; init; }

    /// <summary>Around the positive points; around all of them where none is positive; <see cref="Extent"/> where there are none.</summary>
    public BoxXyxy Box
    {
        get
        {
            ImagePoint[] positions = [.. Points.Where(point => point.Point.Positive).Select(point => point.Point.Position)];
            if (positions.Length == 0)
            {
                positions = [.. Points.Select(point => point.Point.Position)];
            }

            return positions.Length == 0
                ? Extent ?? default
                : new BoxXyxy(positions.Min(at => at.X), positions.Min(at => at.Y), positions.Max(at => at.X), positions.Max(at => at.Y));
        }
    }
}
