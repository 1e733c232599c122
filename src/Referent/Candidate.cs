using Referent.Imaging.Geometry;
using Referent.Models.Localisation;

namespace Referent;

/// <summary>Something in the picture that was considered as the referent.</summary>
/// <param name="Score">How much it is the referent, 0 to 1.</param>
/// <param name="Points">Where it is and is not, in the picture's pixels; none where nothing was found.</param>
public sealed record Candidate(double Score, IReadOnlyList<ScoredPoint> Points)
{
    private readonly BoxXyxy? _box;

    /// <summary>Around the positive points; around all of them where none is positive. Of a map's mask without points, around that.</summary>
    public BoxXyxy Box
    {
        get
        {
            if (_box is { } box)
            {
                return box;
            }

            ImagePoint[] positions = [.. Points.Where(point => point.Point.Positive).Select(point => point.Point.Position)];
            if (positions.Length == 0)
            {
                positions = [.. Points.Select(point => point.Point.Position)];
            }

            return positions.Length == 0
                ? default
                : new BoxXyxy(positions.Min(at => at.X), positions.Min(at => at.Y), positions.Max(at => at.X), positions.Max(at => at.Y));
        }

        init => _box = value;
    }
}
