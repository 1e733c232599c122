namespace Referent.Imaging.Geometry;

/// <summary>How a picture's pixels become those of another size; each is bit-exact with Pillow's filter of that name.</summary>
public enum Interpolation
{
    /// <summary>Triangle filter, widened when shrinking. SAM and TRIS resize so.</summary>
    BilinearAntialias,

    /// <summary>Keys' cubic filter with a = -0.5, widened when shrinking. CLIP resizes so.</summary>
    BicubicAntialias,

    /// <summary>The pixel under the centre; for labels and masks.</summary>
    Nearest,
}
