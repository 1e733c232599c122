namespace Referent.Data.World.Composition;

/// <summary>A colour to paint with; channels in [0, 255], clamped when painted.</summary>
internal readonly record struct Rgb(double Red, double Green, double Blue)
{
    /// <summary>The colour at the share t of the way from a to b; t is clamped to [0, 1].</summary>
    public static Rgb Mix(Rgb a, Rgb b, double t)
    {
        t = Math.Clamp(t, 0, 1);
        return new Rgb(a.Red + ((b.Red - a.Red) * t), a.Green + ((b.Green - a.Green) * t), a.Blue + ((b.Blue - a.Blue) * t));
    }

    public static Rgb operator *(Rgb colour, double factor) => new(colour.Red * factor, colour.Green * factor, colour.Blue * factor);
}
