using Referent.Data.World.Packs;

namespace Referent.Data.World.Composition;

/// <summary>A sprite on a canvas.</summary>
/// <param name="Class">What it shows.</param>
/// <param name="Variant">The cut-out in its colouring.</param>
/// <param name="CentreX">Of the cut-out's box before rotation, in canvas pixels.</param>
/// <param name="CentreY">Likewise, downwards.</param>
/// <param name="LongSide">Length of the cut-out's longer side, in canvas pixels.</param>
/// <param name="Angle">Clockwise, in radians.</param>
/// <param name="Mirrored">Left and right exchanged before rotation.</param>
internal sealed record Placement(
    SpriteClass Class, SpriteVariant Variant, double CentreX, double CentreY, double LongSide, double Angle, bool Mirrored)
{
    /// <summary>Canvas pixels per sprite pixel.</summary>
    public double Scale => LongSide / Math.Max(Variant.Size.Height, Variant.Size.Width);

    /// <summary>Half the width of the upright box around the rotated cut-out.</summary>
    public double HalfWidth => Scale / 2 * ((Variant.Size.Width * Math.Abs(Math.Cos(Angle))) + (Variant.Size.Height * Math.Abs(Math.Sin(Angle))));

    /// <summary>Half the height of that box.</summary>
    public double HalfHeight => Scale / 2 * ((Variant.Size.Width * Math.Abs(Math.Sin(Angle))) + (Variant.Size.Height * Math.Abs(Math.Cos(Angle))));
}
