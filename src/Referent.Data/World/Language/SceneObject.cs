using Referent.Data.World.Colours;
using Referent.Data.World.Packs;

namespace Referent.Data.World.Language;

/// <summary>An object as expressions see it. Lengths are shares of the picture's side; the box is that of the visible pixels.</summary>
/// <param name="Index">Position in the scene, from 0; later objects lie above earlier ones.</param>
/// <param name="Class">What it is.</param>
/// <param name="Colours">Its colours.</param>
/// <param name="Left">Left edge of the visible box.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
/// <param name="LongSide">Longer side of the whole cut-out, occluded or not.</param>
/// <param name="Breadth">Square root of the whole cut-out's area.</param>
internal sealed record SceneObject(
    int Index, SpriteClass Class, ColourShares Colours, double Left, double Top, double Right, double Bottom, double LongSide, double Breadth)
{
    public double CentreX => (Left + Right) / 2;

    public double CentreY => (Top + Bottom) / 2;

    /// <summary>Distance between two visible boxes; 0 where they touch.</summary>
    public double GapTo(SceneObject other)
    {
        double dx = Math.Max(0, Math.Max(other.Left - Right, Left - other.Right));
        double dy = Math.Max(0, Math.Max(other.Top - Bottom, Top - other.Bottom));
        return Math.Sqrt((dx * dx) + (dy * dy));
    }
}
