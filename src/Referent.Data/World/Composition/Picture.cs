using Referent.Imaging;
using Referent.Imaging.Geometry;

namespace Referent.Data.World.Composition;

/// <summary>Placements with their pixels: what is visible of each, and the finished picture.</summary>
internal sealed class Picture
{
    private readonly Stamp?[] _stamps;

    public Picture(IReadOnlyList<Placement> placements, ImageSize canvas)
    {
        Placements = placements;
        _stamps = [.. placements.Select(placement => Stamp.Of(placement, canvas))];
        Coverage = new Coverage(_stamps, canvas);
    }

    public IReadOnlyList<Placement> Placements { get; }

    public Coverage Coverage { get; }

    /// <summary>Blends the objects over a background, in place.</summary>
    public RgbImage Paint(RgbImage background)
    {
        foreach (Stamp? stamp in _stamps)
        {
            if (stamp is not null)
            {
                Painter.Blend(background, stamp);
            }
        }

        return background;
    }
}
